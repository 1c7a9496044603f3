package dev.parley.chat.event;

import dev.parley.chat.event.WireObjects.NewFile;
import dev.parley.chat.event.WireObjects.NextConversations;
import dev.parley.chat.event.WireObjects.Position;
import dev.parley.chat.event.WireValue.Doc;
import dev.parley.chat.event.WireValue.OneOf;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What clients send with a command, see {@link ClientCommand}. */
public final class Commands {

    private static final String ROOM = "may be left out while the connection is in exactly one room";

    private Commands() {}

    public record JoinRoom(
            String room,

            @Doc("how many past messages, default 20, 0 for none, at most `limits.historyPage`") @Nullable
            Integer history,

            @Doc("instead of history send what changed since then") @Nullable
            Position since,

            @Doc("guest mode, first join: the display name; ignored otherwise") @Nullable
            String username)
            implements WireValue {}

    public record InRoom(@Doc(ROOM) @Nullable String room) implements WireValue {}

    public record Nothing() implements WireValue {}

    public record ChatMessage(
            @Doc(ROOM) @Nullable String room,

            @Doc("trimmed, normalised; may be empty only with attachments") @Nullable
            String text,

            @Doc("another name of `text`") @Nullable String message,

            @Doc(
                    "at most 64 characters, unique per room and sender: sending again under the same id gives the first result and no second message")
            @Nullable
            String clientMsgId,

            @Doc("id of a message of this room") @Nullable String replyTo,
            @Doc("ids of users") @Nullable List<String> mentions,
            @Nullable List<NewFile> attachments)
            implements WireValue {}

    public record PrivateMessage(
            @Doc("a user id") String to,
            @Doc("as in `chatMessage`") @Nullable String text,
            @Doc("another name of `text`") @Nullable String message,
            @Doc("as in `chatMessage`") @Nullable String clientMsgId,

            @Doc("id of a message of this conversation") @Nullable
            String replyTo,

            @Doc("ids of users") @Nullable List<String> mentions,
            @Nullable List<NewFile> attachments)
            implements WireValue {}

    public record EditMessage(
            @Doc(ROOM) @Nullable String room,
            String id,
            @Doc("may be empty while the message has files") String text,

            @Doc("refused when the message has another one") @Nullable
            Integer version,

            @Doc("ids of users; those of before when absent") @Nullable
            List<String> mentions)
            implements WireValue {}

    public record DeleteMessage(@Doc(ROOM) @Nullable String room, String id) implements WireValue {}

    public record ReactMessage(
            @Doc(ROOM) @Nullable String room,
            String id,
            String emoji,
            @Nullable Boolean remove) implements WireValue {}

    public record GetHistory(
            @Doc(ROOM) @Nullable String room,

            @Doc("default 50, at most `limits.historyPage`") @Nullable
            Integer limit,

            @Doc("messages below this `seq`") @Nullable Long before,
            @Doc("messages above this `seq`") @Nullable Long after,

            @Doc("half before, the message, half after") @Nullable
            Long around,

            @Doc("messages of this time on") @Nullable Instant from,
            @Doc("messages before this time") @Nullable Instant to,

            @Doc("only this user's messages (with `before` or alone)") @Nullable
            String user)
            implements WireValue {}

    public record SyncRoom(
            @Doc(ROOM) @Nullable String room,
            String epoch,
            @Doc("the last `seq` that the client has") long after,
            @Nullable Integer limit)
            implements WireValue {}

    public record MarkRead(
            @Doc(ROOM) @Nullable String room,
            long seq,
            @Doc("of the log that `seq` is of") @Nullable String epoch) implements WireValue {}

    public record GetConversations(
            @Nullable Integer limit,
            @Doc("`next` of the page before") @Nullable NextConversations after) implements WireValue {}

    public record GetNotifications(
            @Doc("notifications below this `seq`") @Nullable Long before,
            @Nullable Integer limit,
            @Nullable Boolean unreadOnly)
            implements WireValue {}

    @Doc("One of the three.")
    public record AckNotification(
            @Nullable String id,
            @Nullable List<String> ids,
            @Nullable Boolean all) implements WireValue {}

    public record SetStatus(
            @OneOf({"online", "away", "busy", "invisible"}) String status,
            @Nullable String text) implements WireValue {}

    public record GetPresence(
            @Doc("ids, at most `limits.presenceWatched`") List<String> users,

            @Doc("send `presence` of these users from now on, in the place of those of before") @Nullable
            Boolean watch)
            implements WireValue {}

    public record OfEntity(String entity) implements WireValue {}

    public record Moderate(
            String room,

            @OneOf({
                "kick",
                "mute",
                "unmute",
                "ban",
                "unban",
                "freeze",
                "unfreeze",
                "slowMode",
                "role",
                "invite",
                "uninvite"
            })
            String action,

            @Doc("whom it concerns; absent for `freeze`, `unfreeze` and `slowMode`") @Nullable
            String user,

            @Doc("of `mute` and `ban`; for ever when absent") @Nullable
            Long durationMs,

            @Doc("of `slowMode`; 0 ends it") @Nullable Long intervalMs,

            @Doc("of `role`") @OneOf({"member", "moderator", "owner"}) @Nullable
            String role,

            @Nullable String reason)
            implements WireValue {}

    public record GetModeration(String room) implements WireValue {}

    public record RenewToken(@Doc("of the same user") String token) implements WireValue {}
}
