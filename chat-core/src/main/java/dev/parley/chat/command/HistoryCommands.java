package dev.parley.chat.command;

import dev.parley.chat.cluster.Hint;
import dev.parley.chat.event.ClientCommand;
import dev.parley.chat.event.EventDelivery;
import dev.parley.chat.event.OutgoingEvent;
import dev.parley.chat.event.PageSize;
import dev.parley.chat.event.Payload;
import dev.parley.chat.event.ServerEvent;
import dev.parley.chat.event.Wire;
import dev.parley.chat.log.Replies;
import dev.parley.chat.log.RoomTails;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.room.ChatConnection;
import dev.parley.chat.room.ChatContext;
import dev.parley.chat.room.LiveRoom;
import dev.parley.chat.room.RoomAccess;
import dev.parley.chat.room.Rooms;
import dev.parley.model.Message;
import dev.parley.model.ReadMarker;
import dev.parley.model.RoomName;
import dev.parley.model.TimeRange;
import dev.parley.model.User;
import dev.parley.store.Changes;
import dev.parley.store.Head;
import dev.parley.store.MessageQuery;
import dev.parley.store.MessageStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reading history, catching up, and read markers. Stateless. */
public final class HistoryCommands {

    private static final int DEFAULT_PAGE = 50;

    private final ChatContext context;
    private final RoomAccess access;
    private final Rooms rooms;
    private final RoomTails tails;

    public HistoryCommands(ChatContext context, Rooms rooms, RoomAccess access, RoomTails tails) {
        this.tails = tails;
        this.context = context;
        this.rooms = rooms;
        this.access = access;
    }

    public void register(Map<String, Command> commands) {
        commands.put(ClientCommand.GET_HISTORY.wireName(), this::history);
        commands.put(ClientCommand.SYNC_ROOM.wireName(), this::sync);
        commands.put(ClientCommand.MARK_READ.wireName(), this::markRead);
    }

    private CommandResult history(ChatConnection connection, Payload payload) {
        RoomName room = access.current(connection, payload);
        int limit = payload.page("limit", DEFAULT_PAGE, context.limits().get(Limit.HISTORY_PAGE), 1);
        if (payload.has("around")) {
            long seq = payload.number("around");
            int before = limit / 2;
            return CommandResult.of(context.store()
                    .read(
                            room,
                            store -> answer(store, room, store.around(room, seq, before, limit - before - 1), seq)));
        }
        MessageQuery query = query(room, payload, limit);
        long kept = query.take() == MessageQuery.Take.OLDEST ? 0 : Long.MAX_VALUE;
        return CommandResult.of(context.store().read(room, store -> answer(store, room, store.messages(query), kept)));
    }

    private static MessageQuery query(RoomName room, Payload payload, int limit) {
        Instant from = payload.time("from");
        Instant to = payload.time("to");
        String sender = payload.optionalText("user");
        MessageQuery query;
        if (payload.has("after")) {
            query = MessageQuery.after(room, payload.number("after"), limit);
            if (payload.has("before")) {
                query = query.below(payload.number("before"));
            }
        } else if (payload.has("before") || from == null) {
            query = MessageQuery.before(room, payload.number("before", Long.MAX_VALUE), limit);
        } else {
            query = MessageQuery.after(room, 0, limit);
        }
        return query.in(new TimeRange(from, to)).by(sender == null ? null : Payload.userId(sender));
    }

    /** An answer with as many of the messages around the sequence number {@code middle} as fit. */
    private Map<String, Object> answer(MessageStore store, RoomName room, List<Message> found, long middle) {
        Head head = store.head(room);
        Map<Long, Message> answered = Replies.answered(store, room, found);
        int below = (int) found.stream().filter(m -> m.seq() < middle).count();
        PageSize size = PageSize.of(context.limits());
        List<Map<String, Object>> wired =
                found.stream().map(m -> Wire.message(m, answered, size)).toList();
        List<Map<String, Object>> messages = size.around(wired, Math.min(below, Math.max(0, found.size() - 1)));
        boolean before = false;
        boolean after = false;
        if (!messages.isEmpty()) {
            before = !store.messages(MessageQuery.before(room, seq(messages.get(0)), 1))
                    .isEmpty();
            long last = seq(messages.get(messages.size() - 1));
            after = !store.messages(MessageQuery.after(room, last, 1)).isEmpty();
        }
        return Wire.fields(
                "ok",
                true,
                "room",
                Wire.room(room),
                "epoch",
                head.epoch(),
                "head",
                head.lastSeq(),
                "messages",
                messages,
                "hasBefore",
                before,
                "hasAfter",
                after);
    }

    private static long seq(Map<String, Object> entry) {
        return ((Number) Objects.requireNonNull(entry.get("seq"))).longValue();
    }

    private CommandResult sync(ChatConnection connection, Payload payload) {
        RoomName room = access.current(connection, payload);
        String epoch = payload.text("epoch");
        long after = payload.number("after");
        int limit = payload.page(
                "limit", context.limits().get(Limit.SYNC_PAGE), context.limits().get(Limit.SYNC_PAGE), 1);
        return CommandResult.of(context.store().read(room, store -> {
            Changes changes = store.changesSince(room, epoch, after, limit);
            boolean tooFar = changes.head().lastSeq() - after > context.limits().get(Limit.SYNC_GAP);
            if (changes.gap() != Changes.Gap.NONE || tooFar) {
                Map<String, Object> answer = Wire.fields("ok", true, "status", "reset");
                answer.putAll(RoomHistory.reset(room, changes));
                return answer;
            }
            PageSize size = PageSize.of(context.limits());
            List<Map<String, Object>> found =
                    RoomHistory.changes(changes, Replies.answeredIn(store, room, changes.list()), size);
            List<Map<String, Object>> page = size.first(found);
            return Wire.fields(
                    "ok",
                    true,
                    "room",
                    Wire.room(room),
                    "status",
                    "changes",
                    "epoch",
                    changes.head().epoch(),
                    "head",
                    changes.head().lastSeq(),
                    "more",
                    changes.more() || page.size() < found.size(),
                    "changes",
                    page);
        }));
    }

    private CommandResult markRead(ChatConnection connection, Payload payload) {
        RoomName room = access.current(connection, payload);
        long seq = payload.number("seq");
        String epoch = payload.optionalText("epoch");
        return CommandResult.of(context.store()
                .read(room, store -> mark(store, connection, room, seq, epoch))
                .thenApply(marked -> {
                    if (marked.moved) {
                        report(connection, room, marked);
                    }
                    return Wire.fields(
                            "ok",
                            true,
                            "room",
                            Wire.room(room),
                            "readUpTo",
                            marked.marker.seq(),
                            "unread",
                            marked.unread);
                }));
    }

    private Marked mark(
            MessageStore store, ChatConnection connection, RoomName room, long seq, @Nullable String epoch) {
        User user = connection.user();
        Head head = store.head(room);
        ReadMarker before = store.marker(room, user.id())
                .orElse(new ReadMarker(room, user.id(), 0, context.scheduler().now()));
        boolean stale = epoch != null && !epoch.equals(head.epoch());
        long upTo = stale ? 0 : Math.min(seq, head.lastSeq());
        connection.requireIn(room);
        ReadMarker marker = upTo <= before.seq()
                ? before
                : store.mark(new ReadMarker(
                        room, user.id(), upTo, context.scheduler().now()));
        tails.marked(room, head.epoch(), user.id(), marker.seq());
        int unread = store.unread(user.id(), List.of(room), RoomHistory.UNREAD_COUNTED)
                .getOrDefault(room, 0);
        return new Marked(marker, head, unread, marker.seq() > before.seq());
    }

    private void report(ChatConnection connection, RoomName room, Marked marked) {
        User user = connection.user();
        Map<String, Object> unread = Wire.fields(
                "room",
                Wire.room(room),
                "epoch",
                marked.head.epoch(),
                "readUpTo",
                marked.marker.seq(),
                "head",
                marked.head.lastSeq(),
                "unread",
                marked.unread);
        context.delivery().send(EventDelivery.inbox(user.id()), ServerEvent.UNREAD, unread);
        context.others().show(new Hint.Moment(RoomName.inbox(user.id()), ServerEvent.UNREAD.wireName(), unread, null));
        if (!context.people().isInvisible(user.id())) {
            sendReceipts(connection, room, marked);
        }
    }

    private void sendReceipts(ChatConnection connection, RoomName room, Marked marked) {
        User user = connection.user();
        Map<String, Object> receipt = Wire.fields(
                "room",
                Wire.room(room),
                "epoch",
                marked.head.epoch(),
                "user",
                Wire.user(user),
                "seq",
                marked.marker.seq(),
                "timestamp",
                Wire.time(context.scheduler().now()));
        String except = EventDelivery.inbox(user.id());
        if (room.kind() == RoomName.Kind.DIRECT) {
            String peer = EventDelivery.inbox(RoomAccess.peer(room, user.id()));
            context.delivery().send(List.of(peer), List.of(except), ServerEvent.RECEIPT, receipt);
            showElsewhere(room, user, receipt);
            return;
        }
        LiveRoom live = rooms.find(room);
        if (live != null
                && connection.isIn(room)
                && live.size() <= context.limits().get(Limit.RECEIPT_USERS)) {
            live.send(OutgoingEvent.of(ServerEvent.RECEIPT, receipt), except);
            showElsewhere(room, user, receipt);
        }
    }

    private void showElsewhere(RoomName room, User by, Map<String, Object> receipt) {
        context.others().show(new Hint.Moment(room, ServerEvent.RECEIPT.wireName(), receipt, by.id()));
    }

    private record Marked(ReadMarker marker, Head head, int unread, boolean moved) {}
}
