package dev.parley.chat.event;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.parley.chat.event.WireObjects.Account;
import dev.parley.chat.event.WireObjects.Change;
import dev.parley.chat.event.WireObjects.Limits;
import dev.parley.chat.event.WireObjects.Message;
import dev.parley.chat.event.WireObjects.Person;
import dev.parley.chat.event.WireObjects.ReactionCount;
import dev.parley.chat.event.WireObjects.RoomUser;
import dev.parley.chat.event.WireValue.Doc;
import dev.parley.chat.event.WireValue.OneOf;
import dev.parley.chat.policy.ErrorCode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What events carry, see {@link ServerEvent}. */
public final class Events {

    private static final String UNREAD = "after a marker has moved";

    private Events() {}

    public record Session(
            String socketId,
            Account user,
            boolean guest,
            @Doc("of the token") @Nullable Instant expiresAt,
            Instant serverTime,
            @OneOf({"exclusive", "multi"}) String roomMode,
            @Doc("whether clients bring rooms into being") boolean freeRooms,
            @OneOf({"online", "away", "busy", "invisible"}) String status,
            Limits limits)
            implements WireValue {}

    public record ChatHistory(
            String room,
            String epoch,
            @Doc("the last `seq` of the log") long head,
            @Doc("ascending") List<Message> messages,
            boolean hasBefore)
            implements WireValue {}

    public record RoomChanges(
            String room,
            String epoch,
            @Doc("complete up to this `seq`") long head,
            List<Change> changes) implements WireValue {}

    public record RoomReset(
            String room,
            String epoch,
            long head,

            @Doc(
                    "`epoch`: the log began anew; `gap`: the changes are no longer all there; `ahead`: you claim more than there is; `cleared`")
            @OneOf({"epoch", "gap", "ahead", "cleared"})
            String reason)
            implements WireValue {}

    public record MessageUpdated(
            String room,
            String epoch,
            @Doc("the edit's own") long seq,
            @Doc("of the message") String id,
            @Doc("the message's place") long messageSeq,
            Person by,
            Message message)
            implements WireValue {}

    public record MessageDeleted(
            String room,
            String epoch,
            @Doc("the deletion's own") long seq,
            @Doc("of the message") String id,
            @Doc("the message's place") long messageSeq,
            Person by,
            Instant timestamp)
            implements WireValue {}

    public record Reaction(
            String room,
            String epoch,
            @Doc("the reaction's own") long seq,
            @Doc("of the message") String id,
            @Doc("the message's place") long messageSeq,
            String emoji,
            @Doc("false when it was removed") boolean added,
            Person user,
            Instant timestamp,
            @Doc("the message's whole list after it") List<ReactionCount> reactions)
            implements WireValue {}

    public record UserJoined(
            String room,
            Person user,
            String username,
            @Doc("how many people are in the room") int count,
            Instant timestamp)
            implements WireValue {}

    public record UserLeft(
            String room,
            Person user,
            String username,
            @Doc("how many people are in the room") int count,
            Instant timestamp,

            @OneOf({"left", "moved", "disconnected", "kicked", "banned"})
            String reason)
            implements WireValue {}

    public record RoomUsers(
            String room,
            @Doc("at most `limits.roomUsersShown`") List<RoomUser> users,
            int count,
            @Doc("whether there are more than `users`") boolean truncated)
            implements WireValue {}

    public record Typist(String room, Person user, String username) implements WireValue {}

    public record PrivateMessage(
            @JsonUnwrapped Message whole,
            @Doc("the same as `room`") String conversation,
            @Doc("the other one, from the receiver's view") Person peer,
            @Doc("a user id") String from,
            @Doc("a user id") String to,
            @Doc("the same as `text`") String message)
            implements WireValue {}

    public record Receipt(
            String room,
            String epoch,
            Person user,
            @Doc("read up to here") long seq,
            Instant timestamp) implements WireValue {}

    public record Unread(
            @Doc(UNREAD) @Nullable String room,
            @Doc(UNREAD) @Nullable String epoch,
            @Doc(UNREAD) @Nullable Long readUpTo,
            @Doc(UNREAD) @Nullable Long head,
            @Doc(UNREAD) @Nullable Integer unread,

            @Doc("alone, when the inbox has changed") @Nullable
            Integer notifications)
            implements WireValue {}

    public record Presence(
            Person user,
            @OneOf({"online", "away", "busy", "offline"}) String status,
            @Nullable String text,
            @Nullable Instant lastSeen,
            Instant timestamp)
            implements WireValue {}

    public record Notification(
            String id,
            long seq,
            String type,
            String message,

            @Doc("anything that the application adds") @Nullable
            Object data,

            Instant timestamp,
            boolean read)
            implements WireValue {}

    public record Moderation(
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

            @Doc("whom it concerns") @Nullable Person user,

            @Doc("absent when it was the application") @Nullable
            Person by,

            @Doc("of `slowMode`") @Nullable Long intervalMs,
            @Nullable Long durationMs,

            @Doc("of `role`") @OneOf({"member", "moderator", "owner"}) @Nullable
            String role,

            @Nullable String reason,
            Instant timestamp)
            implements WireValue {}

    public record Announcement(
            String id,
            String text,

            @Doc("anything that the application adds") @Nullable
            Object data,

            Instant timestamp,
            @Doc("of an announcement to one room") @Nullable String room)
            implements WireValue {}

    public record ServerNotice(
            @OneOf({"welcome", "shutdown", "tokenExpired", "disconnect"})
            String kind,

            String text,
            @Doc("of `welcome`") @Nullable String room,
            @Doc("of `welcome`: yourself") @Nullable Person user,

            @Doc("of `tokenExpired` and `disconnect`: why") @Nullable
            ErrorCode code,

            @Doc("of `shutdown`") @Nullable Long reconnectAfterMs,
            Instant timestamp)
            implements WireValue {}

    public record TokenExpiring(Instant expiresAt, long inMs) implements WireValue {}
}
