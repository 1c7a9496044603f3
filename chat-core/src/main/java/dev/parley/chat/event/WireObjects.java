package dev.parley.chat.event;

import dev.parley.chat.event.WireValue.Doc;
import dev.parley.chat.event.WireValue.OneOf;
import dev.parley.chat.policy.ErrorCode;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Objects that several commands, answers and events carry. */
public final class WireObjects {

    private WireObjects() {}

    @Doc("A user, as named at that time.")
    public record Person(String id, String name) implements WireValue {}

    @Doc("The user of a connection.")
    public record Account(String id, String name, List<String> roles) implements WireValue {}

    @Doc("The joiner in a room.")
    public record Visitor(
            String id,
            String name,
            @OneOf({"member", "moderator", "owner"}) String role) implements WireValue {}

    @Doc("Another user and its status.")
    public record Peer(
            String id,
            @Doc("the id of a user who was never here") String name,
            @OneOf({"online", "away", "busy", "offline"}) String status,
            @Nullable String text,
            @Nullable Instant lastSeen)
            implements WireValue {}

    @Doc("The presence of a user.")
    public record PresenceState(
            String id,

            @Doc("absent for a user who was never here") @Nullable
            String name,

            @OneOf({"online", "away", "busy", "offline"}) String status,
            @Nullable String text,
            @Nullable Instant lastSeen)
            implements WireValue {}

    @Doc("A user in a room.")
    public record RoomUser(
            String id,
            String username,
            String room,
            @OneOf({"online", "away", "busy", "offline"}) String status,

            @Doc("absent in conversations") @OneOf({"member", "moderator", "owner"}) @Nullable
            String role)
            implements WireValue {}

    @Doc("A message.")
    public record Message(
            @Doc("unique for ever, over all rooms") String id,
            String room,
            @Doc("the life of the room's log") String epoch,
            @Doc("the place in the room's log") long seq,
            @Doc("who sent it, as named at that time") Person user,
            @Doc("the same as `user.name`") String username,

            @Doc("plain text: insert it as text, never as HTML; empty when deleted or when there are only attachments")
            String text,

            @Doc("when the server accepted it") Instant timestamp,

            @Doc("the sender's id for it, if it gave one") @Nullable
            String clientMsgId,

            @Doc("1, and one more with each edit") int version,

            @Doc("true for a tombstone: it keeps its place, its content is gone")
            boolean deleted,

            @Doc("the message answered") @Nullable Answered replyTo,
            @Doc("ids of the users mentioned") @Nullable List<String> mentions,
            @Nullable List<File> attachments,
            @Doc("the application's own fields") @Nullable Map<String, String> attributes,
            @Doc("in order of first use") @Nullable List<ReactionCount> reactions,
            @Doc("of the last edit") @Nullable Instant editedAt,
            @Doc("of a tombstone") @Nullable Instant deletedAt,

            @Doc("sent by the server's own application") @Nullable
            Boolean system)
            implements WireValue {}

    @Doc("A message that another one answers.")
    public record Answered(
            @Doc("absent when it is no longer in the log") @Nullable
            String id,

            long seq,

            @Doc("absent when it is deleted or gone") @Nullable
            Person user,

            @Doc("its first 120 characters; absent when it is deleted or gone") @Nullable
            String text)
            implements WireValue {}

    @Doc("A file of a message.")
    public record File(
            String id,
            @Doc("without path") String name,
            @Doc("a media type") String type,
            @Doc("in bytes") long size,

            @Doc("http, https or a path, when it is stored elsewhere") @Nullable
            String url,

            @Doc("when it travels in the message, within the limits") @Nullable
            ByteBuffer data)
            implements WireValue {}

    @Doc("A file that a client sends: with `data`, or with `url` when it is stored elsewhere.")
    public record NewFile(
            @Doc("the part behind the last slash counts") String name,

            @Doc("a media type, default `application/octet-stream`") @Nullable
            String type,

            @Nullable ByteBuffer data,
            @Doc("http, https or a path") @Nullable String url,
            @Doc("in bytes, beside `url`") @Nullable Long size)
            implements WireValue {}

    @Doc("One emoji of a message, and who used it.")
    public record ReactionCount(
            String emoji, int count, @Doc("ids") List<String> users) implements WireValue {}

    @Doc("A room, as the asking connection sees it.")
    public record RoomInfo(
            String room,

            @OneOf({"open", "private", "announcement", "direct"})
            String kind,

            String title,
            @Nullable String topic,
            @Doc("how many people are in it now") int users,
            @Doc("whether only moderators may send") boolean frozen,
            @Doc("0 for none") long slowModeMs,
            boolean canSend,
            boolean joined,

            @Doc("where the user has a read marker") @Nullable
            Long readUpTo,

            @Doc("where the user has a read marker") @Nullable
            Integer unread)
            implements WireValue {}

    @Doc("A place in a room's log.")
    public record Position(String epoch, long seq) implements WireValue {}

    @Doc("A conversation of two users.")
    public record Conversation(
            String room,
            Peer peer,
            String epoch,
            @Doc("the last `seq` of the log") long head,
            long readUpTo,
            int unread,
            @Doc("the newest message") @Nullable Message last)
            implements WireValue {}

    @Doc("Where the next page of conversations begins.")
    public record NextConversations(@Nullable Instant at, String room) implements WireValue {}

    @Doc("Somebody who is muted or banned.")
    public record Restricted(
            String id,
            @Doc("the id where nobody knows it any more") String name,
            @Doc("absent for ever") @Nullable Instant until)
            implements WireValue {}

    @Doc("An entry of a room's log, in the form of its live event.")
    public record Change(
            long seq,

            @OneOf({"message", "messageUpdated", "messageDeleted", "reaction"})
            String event,

            Object data) implements WireValue {}

    @Doc("Limits that a client had better know.")
    public record Limits(
            long textGraphemes,
            long textBytes,
            long nameGraphemes,
            long roomNameGraphemes,
            long historyPage,
            long attachments,
            long attachmentBytes,
            long fileNameGraphemes,
            long mentions,
            long roomsPerConnection,
            long roomsPerUser,
            long roomUsersShown,
            long roomsListed,
            long presenceWatched,
            long receiptUsers,
            long typingExpiryMs)
            implements WireValue {}

    @Doc("Why a command was refused; in `data` of `connect_error` why a connection was.")
    public record Refusal(
            ErrorCode code,
            @Doc("English, for developers") String message,
            @Doc("whether the same may succeed later") boolean retryable,
            @Doc("when it may") @Nullable Long retryAfterMs,
            @Doc("the limit that refused") @Nullable String limit,
            @Doc("its value") @Nullable Long max)
            implements WireValue {}

    @Doc("The fields of `auth` when a client connects.")
    public record Auth(
            @Doc("handed to the server's authenticator") @Nullable
            String token,

            @Doc("guest mode only: the display name asked for") @Nullable
            String username,

            @Doc(
                    "guest mode only: a secret of the client's own, 16 to 256 characters; the same key is the same guest after a reconnect")
            @Nullable
            String guestKey,

            @Doc("the user's status if this is the first device; else, and by default, what it was")
            @OneOf({"online", "away", "busy", "invisible"})
            @Nullable
            String status,

            @Doc("no compatibility profile for this connection") @OneOf("canonical") @Nullable
            String profile,

            @Doc("compatibility profile") @OneOf({"object", "text"}) @Nullable
            String messageFormat,

            @Doc("compatibility profile") @OneOf({"objects", "names"}) @Nullable
            String roomUsersFormat)
            implements WireValue {}
}
