package dev.parley.chat;

import dev.parley.model.Message;
import dev.parley.model.ReadMarker;
import dev.parley.model.RoomName;
import dev.parley.model.TimeRange;
import dev.parley.model.User;
import dev.parley.model.UserId;
import dev.parley.store.Changes;
import dev.parley.store.Head;
import dev.parley.store.MessageQuery;
import dev.parley.store.MessageStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reading what was said, catching up, and noting how far one has read. No state of its own. */
final class HistoryCommands {

    private static final int DEFAULT_PAGE = 50;

    private final Core core;
    private final RoomAccess access;
    private final Rooms rooms;

    HistoryCommands(Core core, Rooms rooms, RoomAccess access) {
        this.core = core;
        this.rooms = rooms;
        this.access = access;
    }

    void register(Map<String, Outcome.Command> commands) {
        commands.put("getHistory", this::history);
        commands.put("syncRoom", this::sync);
        commands.put("markRead", this::markRead);
    }

    private Outcome history(Connection connection, Payload payload) {
        RoomName room = access.current(connection, payload);
        int limit = payload.page("limit", DEFAULT_PAGE, core.limits().get(Limit.HISTORY_PAGE), 1);
        if (payload.has("around")) {
            long seq = payload.number("around");
            int before = limit / 2;
            return Outcome.of(core.store()
                    .read(room, store -> answer(store, room, store.around(room, seq, before, limit - before - 1))));
        }
        MessageQuery query = query(room, payload, limit);
        return Outcome.of(core.store().read(room, store -> answer(store, room, store.messages(query))));
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
        return query.in(new TimeRange(from, to)).by(sender == null ? null : user(sender));
    }

    static UserId user(String id) {
        try {
            return UserId.of(id);
        } catch (IllegalArgumentException malformed) {
            throw Payload.bad("user", "a user id");
        }
    }

    private static Map<String, Object> answer(MessageStore store, RoomName room, List<Message> messages) {
        Head head = store.head(room);
        Map<Long, Message> answered = Publisher.answered(store, room, messages);
        boolean before = false;
        boolean after = false;
        if (!messages.isEmpty()) {
            before = !store.messages(MessageQuery.before(room, messages.get(0).seq(), 1))
                    .isEmpty();
            long last = messages.get(messages.size() - 1).seq();
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
                messages.stream().map(m -> Wire.message(m, answered)).toList(),
                "hasBefore",
                before,
                "hasAfter",
                after);
    }

    private Outcome sync(Connection connection, Payload payload) {
        RoomName room = access.current(connection, payload);
        String epoch = payload.text("epoch");
        long after = payload.number("after");
        int limit = payload.page(
                "limit", core.limits().get(Limit.SYNC_PAGE), core.limits().get(Limit.SYNC_PAGE), 1);
        return Outcome.of(core.store().read(room, store -> {
            Changes changes = store.changesSince(room, epoch, after, limit);
            boolean tooFar = changes.head().lastSeq() - after > core.limits().get(Limit.SYNC_GAP);
            if (changes.gap() != Changes.Gap.NONE || tooFar) {
                Map<String, Object> answer = Wire.fields("ok", true, "status", "reset");
                answer.putAll(RoomCommands.reset(room, changes));
                return answer;
            }
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
                    changes.more(),
                    "changes",
                    changes(changes, Publisher.answeredIn(store, room, changes.list())));
        }));
    }

    static List<Object> changes(Changes changes, Map<Long, Message> answered) {
        List<Object> list = new ArrayList<>();
        for (Changes.Change change : changes.list()) {
            Wire.Outgoing event = Wire.change(change, answered);
            list.add(Wire.fields("seq", event.seq(), "event", event.event(), "data", event.data()));
        }
        return list;
    }

    private Outcome markRead(Connection connection, Payload payload) {
        RoomName room = access.current(connection, payload);
        long seq = payload.number("seq");
        String epoch = payload.optionalText("epoch");
        User user = connection.user();
        return Outcome.of(core.store()
                .read(room, store -> mark(store, room, user, seq, epoch))
                .thenApply(marked -> {
                    if (marked.moved) {
                        tell(room, user, marked);
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

    private Marked mark(MessageStore store, RoomName room, User user, long seq, @Nullable String epoch) {
        Head head = store.head(room);
        ReadMarker before = store.marker(room, user.id())
                .orElse(new ReadMarker(room, user.id(), 0, core.scheduler().now()));
        boolean stale = epoch != null && !epoch.equals(head.epoch());
        long upTo = stale ? 0 : Math.min(seq, head.lastSeq());
        ReadMarker marker = upTo <= before.seq()
                ? before
                : store.mark(
                        new ReadMarker(room, user.id(), upTo, core.scheduler().now()));
        int unread = store.unread(user.id(), List.of(room), RoomCommands.UNREAD_COUNTED)
                .getOrDefault(room, 0);
        return new Marked(marker, head, unread, marker.seq() > before.seq());
    }

    private void tell(RoomName room, User user, Marked marked) {
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
        core.delivery().send(Delivery.inbox(user.id()), "unread", unread);
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
                Wire.time(core.scheduler().now()));
        String except = Delivery.inbox(user.id());
        if (room.kind() == RoomName.Kind.DIRECT) {
            String peer = Delivery.inbox(RoomAccess.peer(room, user.id()));
            core.delivery().send(List.of(peer), List.of(except), "receipt", receipt);
            return;
        }
        LiveRoom live = rooms.find(room);
        if (live != null && live.size() <= core.limits().get(Limit.RECEIPT_USERS)) {
            live.send(new Wire.Outgoing(0, "receipt", receipt), except);
        }
    }

    private record Marked(ReadMarker marker, Head head, int unread, boolean moved) {}
}
