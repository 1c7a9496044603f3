package dev.parley.chat.command;

import dev.parley.chat.event.OutgoingEvent;
import dev.parley.chat.event.PageSize;
import dev.parley.chat.event.ServerEvent;
import dev.parley.chat.event.Wire;
import dev.parley.chat.log.Replies;
import dev.parley.chat.log.RoomReaders;
import dev.parley.chat.log.RoomTail;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.Limit;
import dev.parley.model.Message;
import dev.parley.model.ReadMarker;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.store.Changes;
import dev.parley.store.Head;
import dev.parley.store.MessageQuery;
import dev.parley.store.MessageStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what a client has not seen of a room from the store. Stateless. */
final class RoomHistory {

    static final int UNREAD_COUNTED = 1_000;

    private final ChatLimits limits;

    RoomHistory(ChatLimits limits) {
        this.limits = limits;
    }

    /** Where a joining client resumes: from nothing ({@code epoch} is null), or after a position up to which it has everything. */
    record ResumePoint(@Nullable String epoch, long seq, int history) {}

    /** The state of the store when a connection joined. */
    record Snapshot(Head head, RoomReaders.Standing standing, List<OutgoingEvent> events) {}

    /** Reads what is sent to a joining client. Called on a store thread. */
    Snapshot snapshot(MessageStore store, RoomName room, User user, ResumePoint from, RoomTail.@Nullable View tail) {
        Changes changes = from.epoch == null ? null : changes(store, room, from.epoch, from.seq, tail);
        Head head = changes != null ? changes.head() : tail != null ? tail.head() : store.head(room);
        RoomReaders.Standing standing = standing(store, room, user, tail == null ? null : tail.readers(), head);
        List<OutgoingEvent> events = new ArrayList<>();
        if (changes != null) {
            if (changes.gap() == Changes.Gap.NONE && !changes.more()) {
                Map<Long, Message> answered = Replies.answeredIn(store, room, changes.list());
                events.addAll(roomChanges(room, changes, answered));
            }
            if (!events.isEmpty()) {
                return new Snapshot(lastOf(changes), standing, events);
            }
            events.add(OutgoingEvent.of(ServerEvent.ROOM_RESET, reset(room, changes)));
        }
        RoomTail.View newest =
                tail != null && isSame(tail.head(), head) ? tail : newest(store, room, head, from.history);
        events.add(history(room, newest));
        return new Snapshot(head, standing, events);
    }

    private static RoomReaders.Standing standing(
            MessageStore store, RoomName room, User user, @Nullable RoomReaders readers, Head head) {
        if (readers != null) {
            return readers.standing(store, user.id(), head, UNREAD_COUNTED);
        }
        long readUpTo = store.marker(room, user.id()).map(ReadMarker::seq).orElse(0L);
        int unread = store.unread(user.id(), List.of(room), UNREAD_COUNTED).getOrDefault(room, 0);
        return new RoomReaders.Standing(readUpTo, unread);
    }

    private static boolean isSame(Head one, Head other) {
        return one.lastSeq() == other.lastSeq() && one.epoch().equals(other.epoch());
    }

    /** Who has everything up to the end that is known needs no store. */
    private Changes changes(MessageStore store, RoomName room, String epoch, long seq, RoomTail.@Nullable View tail) {
        return tail != null && tail.head().epoch().equals(epoch) && tail.head().lastSeq() == seq
                ? new Changes(tail.head(), Changes.Gap.NONE, List.of(), false)
                : store.changesSince(room, epoch, seq, limits.count(Limit.SYNC_GAP));
    }

    private static Head lastOf(Changes changes) {
        Head head = changes.head();
        int size = changes.list().size();
        long last = size == 0
                ? head.lastSeq()
                : changes.list().get(size - 1).entry().seq();
        return new Head(head.room(), head.epoch(), Math.max(last, head.lastSeq()), head.purgedSeq(), head.lastAt());
    }

    /** The changes in pages, each with its last sequence number; none if they exceed the size limit. */
    private List<OutgoingEvent> roomChanges(RoomName room, Changes changes, Map<Long, Message> answered) {
        Head head = lastOf(changes);
        List<OutgoingEvent> events = new ArrayList<>();
        PageSize size = PageSize.of(limits);
        List<List<Map<String, Object>>> pages = size.pages(changes(changes, answered, size));
        for (List<Map<String, Object>> page : pages) {
            Object upTo = events.size() == pages.size() - 1
                    ? (Object) head.lastSeq()
                    : page.get(page.size() - 1).get("seq");
            events.add(OutgoingEvent.of(
                    ServerEvent.ROOM_CHANGES,
                    Wire.fields("room", Wire.room(room), "epoch", head.epoch(), "head", upTo, "changes", page)));
        }
        return events;
    }

    static Map<String, Object> reset(RoomName room, Changes changes) {
        String reason = switch (changes.gap()) {
            case RESET -> "epoch";
            case AHEAD -> "ahead";
            case PURGED, NONE -> "gap";
        };
        return Wire.fields(
                "room",
                Wire.room(room),
                "epoch",
                changes.head().epoch(),
                "head",
                changes.head().lastSeq(),
                "reason",
                reason);
    }

    private static RoomTail.View newest(MessageStore store, RoomName room, Head head, int count) {
        List<Message> found = count == 0 || head.lastSeq() == 0
                ? List.of()
                : store.messages(MessageQuery.before(room, head.lastSeq() + 1, count));
        boolean before = !found.isEmpty()
                && !store.messages(MessageQuery.before(room, found.get(0).seq(), 1))
                        .isEmpty();
        return new RoomTail.View(head, found, Replies.answered(store, room, found), before, null);
    }

    private OutgoingEvent history(RoomName room, RoomTail.View newest) {
        Head head = newest.head();
        List<Message> found = newest.messages();
        PageSize size = PageSize.of(limits);
        List<Map<String, Object>> messages = size.last(found.stream()
                .map(m -> Wire.message(m, newest.answered(), size))
                .toList());
        boolean before = messages.isEmpty()
                ? head.lastSeq() > head.purgedSeq()
                : messages.size() < found.size() || newest.before();
        return OutgoingEvent.of(
                ServerEvent.CHAT_HISTORY,
                Wire.fields(
                        "room",
                        Wire.room(room),
                        "epoch",
                        head.epoch(),
                        "head",
                        head.lastSeq(),
                        "messages",
                        messages,
                        "hasBefore",
                        before));
    }

    /** The changes in the form sent to clients. */
    static List<Map<String, Object>> changes(Changes changes, Map<Long, Message> answered, PageSize size) {
        List<Map<String, Object>> list = new ArrayList<>();
        for (Changes.Change change : changes.list()) {
            OutgoingEvent event = Wire.change(change, answered, size);
            list.add(Wire.fields("seq", event.seq(), "event", event.event().wireName(), "data", event.data()));
        }
        return list;
    }
}
