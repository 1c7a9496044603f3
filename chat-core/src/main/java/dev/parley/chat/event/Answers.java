package dev.parley.chat.event;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.parley.chat.event.WireObjects.Account;
import dev.parley.chat.event.WireObjects.Change;
import dev.parley.chat.event.WireObjects.Conversation;
import dev.parley.chat.event.WireObjects.Message;
import dev.parley.chat.event.WireObjects.NextConversations;
import dev.parley.chat.event.WireObjects.Peer;
import dev.parley.chat.event.WireObjects.PresenceState;
import dev.parley.chat.event.WireObjects.Restricted;
import dev.parley.chat.event.WireObjects.RoomInfo;
import dev.parley.chat.event.WireObjects.Visitor;
import dev.parley.chat.event.WireValue.Doc;
import dev.parley.chat.event.WireValue.OneOf;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What commands are answered beside {@code ok: true}, see {@link ClientCommand}. */
public final class Answers {

    private static final String DUPLICATE = "nothing has changed: it was so before";

    private Answers() {}

    public record Done() implements WireValue {}

    public record Joined(
            String room,
            String epoch,
            @Doc("the last `seq` of the log") long head,
            long readUpTo,
            int unread,
            Visitor you,
            RoomInfo info)
            implements WireValue {}

    public record Left(String room) implements WireValue {}

    public record RoomList(
            @Doc("sorted by name, at most `limits.roomsListed`")
            List<RoomInfo> rooms) implements WireValue {}

    public record Sent(
            String id,
            String room,
            String epoch,
            long seq,
            Instant timestamp,

            @Doc("whether it was stored before, under this `clientMsgId`")
            boolean duplicate,

            Message message,

            @Doc("what the store promises, if it has several levels, such as `hotFsync`; not in duplicates") @Nullable
            String durability)
            implements WireValue {}

    public record PrivatelySent(
            @JsonUnwrapped Sent sent,
            @Doc("the same as `room`") String conversation,
            Peer peer) implements WireValue {}

    public record Edited(
            String room,
            String epoch,
            long seq,
            String id,
            Message message,
            @Doc(DUPLICATE) @Nullable Boolean duplicate)
            implements WireValue {}

    public record Deleted(
            String room,
            String epoch,
            long seq,
            String id,
            @Doc(DUPLICATE) @Nullable Boolean duplicate) implements WireValue {}

    public record Reacted(
            String room,
            String epoch,
            long seq,
            String id,
            @Doc("in its fully qualified form") String emoji,
            @Doc("false when it was removed") boolean added,
            @Doc(DUPLICATE) @Nullable Boolean duplicate)
            implements WireValue {}

    public record HistoryPage(
            String room,
            String epoch,
            @Doc("the last `seq` of the log") long head,
            @Doc("ascending, as they are now") List<Message> messages,
            boolean hasBefore,
            boolean hasAfter)
            implements WireValue {}

    public record SyncedChanges(
            String room,
            @OneOf("changes") String status,
            String epoch,
            long head,
            @Doc("ask again from the last `seq`") boolean more,
            List<Change> changes)
            implements WireValue {}

    public record SyncedReset(
            @OneOf("reset") String status, @JsonUnwrapped Events.RoomReset reset) implements WireValue {}

    public record MarkedRead(String room, long readUpTo, int unread) implements WireValue {}

    public record ConversationList(
            @Doc("the latest first") List<Conversation> conversations,

            @Doc("if there are more: `after` of the next page") @Nullable
            NextConversations next)
            implements WireValue {}

    public record NotificationList(
            @Doc("newest first") List<Events.Notification> notifications, int unread, boolean hasMore)
            implements WireValue {}

    public record NotificationsRead(int unread) implements WireValue {}

    public record StatusSet(
            @OneOf({"online", "away", "busy", "invisible"}) String status,
            @Nullable String text) implements WireValue {}

    public record PresenceList(List<PresenceState> users) implements WireValue {}

    public record Subscription(String entity) implements WireValue {}

    public record Moderated(String room, String action) implements WireValue {}

    public record ModerationState(
            String room,
            boolean frozen,
            @Doc("0 for none") long slowModeMs,
            @Doc("those who are free first come first") List<Restricted> banned,
            @Doc("those who are free first come first") List<Restricted> muted)
            implements WireValue {}

    public record Renewed(Account user, @Nullable Instant expiresAt) implements WireValue {}
}
