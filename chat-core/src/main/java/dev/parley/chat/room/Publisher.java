package dev.parley.chat.room;

import dev.parley.chat.cluster.Hint;
import dev.parley.chat.event.EventDelivery;
import dev.parley.chat.event.OutgoingEvent;
import dev.parley.chat.event.PageSize;
import dev.parley.chat.event.ServerEvent;
import dev.parley.chat.event.Wire;
import dev.parley.chat.log.AppendListener;
import dev.parley.chat.log.Replies;
import dev.parley.chat.log.RoomTail;
import dev.parley.chat.log.RoomTails;
import dev.parley.chat.log.StoredEntry;
import dev.parley.model.Entry;
import dev.parley.model.EntryKind;
import dev.parley.model.Message;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import dev.parley.runtime.FailureLog;
import dev.parley.runtime.UncaughtErrors;
import dev.parley.store.Changes;
import dev.parley.store.Head;
import dev.parley.store.MessageStore;
import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes stored entries to their recipients, each once and in log order. Entries that a failed call may have stored
 * are found by sequence number: if an entry does not directly follow the last one published, those between are read and
 * published first.
 *
 * <p>The table of positions is guarded by itself. A {@link Position} is the lock of its room's publication, held only
 * by store threads, while they read the store and call {@link LiveRoom#send}; it comes before a room's lock.
 */
public final class Publisher implements AppendListener {

    /** An optional log line for each message. */
    private static final Logger MESSAGES = LoggerFactory.getLogger("dev.parley.chat.messages");

    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

    /** Maximum number of positions besides those of rooms in memory, whose number has a limit of its own. */
    private static final int MAX_POSITIONS = 100_000;

    /** More than one, so that the table shrinks again when rooms in memory have made it larger. */
    private static final int EVICTED_AT_ONCE = 8;

    private static final int PAGE = 500;
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final MessageStore store;
    private final Scheduler scheduler;
    private final FailureLog failures;
    private final Executor executor;
    private final EventDelivery delivery;
    private final ListenerQueue listeners;
    private final Function<RoomName, @Nullable LiveRoom> rooms;
    private final People people;
    private final PageSize page;
    /** Whether other engines write to the store too. */
    private final boolean shared;
    /** Those of a room are touched under its position. */
    private final RoomTails tails;
    /** Rooms scheduled for a retry, each once regardless of the number of failures. */
    private final Set<RoomName> retries = ConcurrentHashMap.newKeySet();

    private final Map<RoomName, Position> positions = new LinkedHashMap<>(16, 0.75f, true);

    public Publisher(
            MessageStore store,
            Scheduler scheduler,
            Executor executor,
            EventDelivery delivery,
            ListenerQueue listeners,
            Local local) {
        this.store = store;
        this.scheduler = scheduler;
        this.failures = new FailureLog(LOG, scheduler::nanoTime);
        this.executor = executor;
        this.people = local.people;
        this.page = PageSize.of(people.limits());
        this.delivery = delivery;
        this.listeners = listeners;
        this.rooms = local.rooms;
        this.shared = local.shared;
        this.tails = local.tails;
    }

    /**
     * Who may receive.
     *
     * @param people the users of this engine
     * @param rooms finds rooms in memory
     * @param shared whether other engines write to the store too
     * @param tails the newest messages of rooms that are being joined
     */
    public record Local(People people, Function<RoomName, @Nullable LiveRoom> rooms, boolean shared, RoomTails tails) {}

    private Position position(RoomName room) {
        synchronized (positions) {
            Position position = positions.computeIfAbsent(room, name -> new Position());
            if (positions.size() > MAX_POSITIONS) {
                evict();
            }
            return position;
        }
    }

    /** Removes the positions used least recently, but not those of rooms in memory: their members wait for what follows. */
    private void evict() {
        for (int looked = 0; looked < EVICTED_AT_ONCE && positions.size() > MAX_POSITIONS; looked++) {
            RoomName eldest = positions.keySet().iterator().next();
            if (rooms.apply(eldest) == null) {
                positions.remove(eldest);
            } else {
                positions.get(eldest); // Now the youngest.
            }
        }
    }

    /**
     * Records the end of a room's log as somebody has just read it, unless a position is already known.
     *
     * @return false if entries after that end were skipped here, because others had read them already: read it again
     */
    public boolean known(RoomName room, String epoch, long seq) {
        Position position = position(room);
        synchronized (position) {
            forgetIfOld(position, room, newest(room));
            position.beginAt(epoch, seq);
            return !shared || seq >= position.begun || !position.epoch.equals(epoch);
        }
    }

    /**
     * The newest messages of a named room, at least as far as it is published: null if they have to be read from the
     * store. Called on a store thread.
     *
     * @param count at most {@link RoomTail#MESSAGES}
     */
    public RoomTail.@Nullable View tail(RoomName room, int count) {
        Position position = position(room);
        RoomTail tail;
        synchronized (position) {
            forgetIfOld(position, room, newest(room));
            tail = tails.of(room, count);
        }
        // Others may have written since who has read it began: that must not be missing here and there be known.
        Head end = tail.read(store) || !shared ? null : store.head(room);
        if (end != null) {
            behind(room, end.epoch(), end.lastSeq());
        }
        synchronized (position) {
            RoomTail.View view = tail.view(count, position.epoch, position.seq);
            if (view == null || (end != null && !view.reaches(end))) {
                tails.forget(room);
                return null;
            }
            position.beginAt(view.head().epoch(), view.head().lastSeq());
            return view;
        }
    }

    /**
     * Forgets how far a room was published before those came who are here now, or if nobody is: what came through other
     * engines meanwhile was seen there or is in their history.
     */
    private void forgetIfOld(Position position, RoomName room, long newest) {
        if (!shared || (newest > 0 && newest <= position.newest)) {
            return;
        }
        position.newest = newest;
        // An entry of this engine that may be stored still has to be found.
        if (!retries.contains(room)) {
            if (position.seq >= 0) {
                position.sentEpoch = position.epoch;
                position.sent = position.seq;
            }
            position.epoch = "";
            position.seq = -1;
            tails.forget(room);
        }
    }

    /** The number of the room in memory, or of the user of a conversation who came last; 0 if nobody is here. */
    private long newest(RoomName room) {
        if (!shared) {
            return 0;
        }
        if (room.kind() == RoomName.Kind.NAMED) {
            LiveRoom live = rooms.apply(room);
            return live == null ? 0 : live.number();
        }
        long newest = 0;
        for (UserId user : room.users()) {
            Person person = people.find(user);
            newest = Math.max(newest, person == null ? 0 : person.number());
        }
        return newest;
    }

    @Override
    public void stored(StoredEntry stored) {
        Entry entry = stored.entry();
        Position position = position(entry.room());
        synchronized (position) {
            boolean fresh = stored.isFresh();
            forgetIfOld(position, entry.room(), newest(entry.room()));
            if (position.seq < 0 && !fresh) {
                return;
            }
            if (position.seq >= 0 && !position.epoch.isEmpty() && !position.epoch.equals(entry.epoch())) {
                if (!fresh) {
                    return;
                }
                reset(position, entry.room(), entry.epoch(), "epoch");
            }
            if (position.seq < 0) {
                position.begun = entry.seq() - 1;
            }
            boolean notified = false;
            if (position.seq < 0 || (fresh && entry.seq() == position.seq + 1)) {
                notified = publishOne(position, stored, fresh);
            } else if (entry.seq() > position.seq) {
                catchUp(position, entry.room());
            }
            if (fresh && !notified) {
                listeners.publish(stored::announce);
            }
        }
    }

    @Override
    public void overtaken(RoomName room) {
        reconcile(room);
    }

    /**
     * Publishes what another engine has stored, if it is for anybody here. Entries that follow the last one published need
     * no store. Called on a store thread.
     *
     * @return false if entries are missing, to be read with {@link #behind}
     */
    boolean heard(Hint.Stored hint) {
        RoomName room = hint.room();
        long newest = newest(room);
        if (newest == 0) {
            return true;
        }
        Position position = position(room);
        synchronized (position) {
            forgetIfOld(position, room, newest);
            if (position.seq < 0) {
                if (room.kind() == RoomName.Kind.NAMED) {
                    return true; // Whoever is joining reads it.
                }
                // Nobody waits for what was before: conversations are read, not joined.
                position.epoch = hint.epoch();
                position.seq = hint.seq() - Math.max(1, hint.entries().size());
            }
            for (Entry entry : hint.entries()) {
                if (entry.seq() == position.seq + 1
                        && (position.epoch.isEmpty() || position.epoch.equals(entry.epoch()))) {
                    publishOne(position, StoredEntry.of(entry), false);
                }
            }
            return !position.isBehind(hint.epoch(), hint.seq());
        }
    }

    /**
     * Begins a conversation of which nothing was sent since its users came: another engine has written to it lately.
     *
     * @param since the number of the entry before; below 0 if that is not known
     */
    void begin(RoomName room, String epoch, long since) {
        long newest = newest(room);
        if (newest == 0 || since < 0 || room.kind() == RoomName.Kind.NAMED) {
            return;
        }
        Position position = position(room);
        synchronized (position) {
            forgetIfOld(position, room, newest);
            if (position.seq < 0) {
                position.epoch = epoch;
                position.seq = position.sentEpoch.equals(epoch) ? Math.max(since, position.sent) : since;
            }
        }
    }

    /** Reads and publishes what is missing up to the end of a room's log. Called on a store thread. */
    void behind(RoomName room, String epoch, long seq) {
        long newest = newest(room);
        if (newest == 0) {
            return;
        }
        Position position = position(room);
        synchronized (position) {
            forgetIfOld(position, room, newest);
            if (position.seq >= 0 && position.isBehind(epoch, seq)) {
                catchUp(position, room);
            }
        }
    }

    @Override
    public void uncertain(RoomName room) {
        if (retries.add(room)) {
            scheduler.schedule(RETRY, () -> retry(room));
        }
    }

    private void retry(RoomName room) {
        retries.remove(room);
        execute(() -> reconcile(room));
    }

    private void execute(Runnable work) {
        try {
            executor.execute(work);
        } catch (RejectedExecutionException closing) {
            LOG.debug("nothing is sent any more", closing);
        }
    }

    private void reconcile(RoomName room) {
        Position position = position(room);
        synchronized (position) {
            if (position.seq >= 0) {
                catchUp(position, room);
            }
        }
    }

    /** The room's log was reset: everybody reloads. Called on a store thread. */
    public void reset(RoomName room, String epoch) {
        Position position = position(room);
        synchronized (position) {
            reset(position, room, epoch, "cleared");
        }
    }

    private void reset(Position position, RoomName room, String epoch, String reason) {
        position.epoch = epoch;
        position.seq = 0;
        position.begun = 0;
        tails.forget(room);
        Map<String, Object> data = Wire.fields("room", Wire.room(room), "epoch", epoch, "head", 0L, "reason", reason);
        send(room, OutgoingEvent.of(ServerEvent.ROOM_RESET, data), null);
    }

    /** Something in the room's log was erased: everybody reloads. Called on a store thread. */
    public void erased(RoomName room, Hint.End end) {
        tails.forget(room);
        Map<String, Object> data =
                Wire.fields("room", Wire.room(room), "epoch", end.epoch(), "head", end.seq(), "reason", "cleared");
        send(room, OutgoingEvent.of(ServerEvent.ROOM_RESET, data), null);
    }

    /** Publishes the next entry; returns whether listeners were notified that it was stored through this engine. */
    private boolean publishOne(Position position, StoredEntry stored, boolean storedHere) {
        Entry entry = stored.entry();
        if (entry.kind() == EntryKind.MESSAGE && entry.content().replyTo() == 0) {
            OutgoingEvent event = new OutgoingEvent(entry.seq(), ServerEvent.MESSAGE, stored.payload());
            Changes.Change change = new Changes.Change(entry, stored.message());
            publish(change, Map.of(), event, storedHere ? stored : null);
            position.epoch = entry.epoch();
            position.seq = entry.seq();
            return storedHere;
        }
        if (position.seq < 0) {
            position.epoch = entry.epoch();
            position.seq = entry.seq() - 1;
        }
        catchUp(position, entry.room());
        return false;
    }

    /** Reads and publishes everything after the position. Retried later if the store fails. */
    private void catchUp(Position position, RoomName room) {
        try {
            boolean more = true;
            while (more) {
                Changes changes = store.changesSince(room, position.seq == 0 ? "" : position.epoch, position.seq, PAGE);
                if (changes.gap() != Changes.Gap.NONE) {
                    reset(position, room, changes.head().epoch(), "gap");
                    position.seq = changes.head().lastSeq();
                    return;
                }
                Map<Long, Message> answered = Replies.answeredIn(store, room, changes.list());
                for (Changes.Change change : changes.list()) {
                    publish(change, answered, Wire.change(change, answered, page), null);
                    position.epoch = change.entry().epoch();
                    position.seq = change.entry().seq();
                }
                more = changes.more() && !changes.list().isEmpty();
            }
        } catch (Throwable failure) {
            UncaughtErrors.reportError("the publication of entries", failure);
            failures.warn("stored entries could not be sent yet", failure);
            uncertain(room);
        }
    }

    private void publish(
            Changes.Change change, Map<Long, Message> answered, OutgoingEvent event, @Nullable StoredEntry storedHere) {
        Entry entry = change.entry();
        Message now = change.now();
        tails.published(change, answered);
        send(entry.room(), event, entry);
        if (entry.kind() == EntryKind.MESSAGE && now != null) {
            MESSAGES.atDebug()
                    .addKeyValue("room", Wire.room(now.room()))
                    .addKeyValue("seq", now.seq())
                    .addKeyValue("user", now.sender().id())
                    .log("message");
        }
        listeners.publish(listener -> {
            if (storedHere != null) {
                storedHere.announce(listener);
            }
            if (entry.kind() != EntryKind.MESSAGE) {
                listener.onChange(entry);
            } else if (now != null) {
                listener.onMessage(now);
            }
        });
    }

    private void send(RoomName room, OutgoingEvent event, @Nullable Entry entry) {
        if (room.kind() == RoomName.Kind.NAMED) {
            LiveRoom live = rooms.apply(room);
            if (live != null) {
                live.send(event, null);
            }
            return;
        }
        List<UserId> users = room.users();
        if (entry == null || event.event() != ServerEvent.MESSAGE || users.size() != 2) {
            delivery.send(users.stream().map(EventDelivery::inbox).toList(), List.of(), event);
            return;
        }
        UserId from = entry.sender().id();
        UserId to = users.get(0).equals(from) ? users.get(1) : users.get(0);
        sendPrivate(from, from, to, event.data());
        if (!from.equals(to)) {
            sendPrivate(to, from, to, event.data());
        }
    }

    private void sendPrivate(UserId receiver, UserId from, UserId to, Map<String, Object> message) {
        UserId peer = receiver.equals(from) ? to : from;
        Object shown = peer.equals(from)
                ? Wire.fields("id", from.value(), "name", message.get("username"))
                : Wire.user(people.presence(to));
        delivery.send(
                EventDelivery.inbox(receiver),
                ServerEvent.PRIVATE_MESSAGE,
                Wire.privateMessage(message, from, to, shown));
    }

    /** How far a room's log has been published; -1 if unknown. Guarded by itself. */
    private static final class Position {
        private String epoch = "";
        private long seq = -1;
        /** Where publication began: nobody here has been sent what is before. */
        private long begun;
        /** How far it was sent before it was forgotten, and in which epoch. */
        private String sentEpoch = "";

        private long sent;
        /** What {@link Publisher#newest} was then. */
        private long newest;

        void beginAt(String endEpoch, long endSeq) {
            if (seq < 0) {
                epoch = endEpoch;
                seq = endSeq;
                begun = endSeq;
            }
        }

        /** Whether a log that ends there has something that was not published, as far as that can be told. */
        boolean isBehind(String endEpoch, long endSeq) {
            return seq < endSeq || (!endEpoch.isEmpty() && !epoch.isEmpty() && !endEpoch.equals(epoch));
        }
    }
}
