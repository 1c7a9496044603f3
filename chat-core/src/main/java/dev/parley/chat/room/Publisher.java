package dev.parley.chat.room;

import dev.parley.chat.event.EventDelivery;
import dev.parley.chat.event.OutgoingEvent;
import dev.parley.chat.event.PageSize;
import dev.parley.chat.event.Wire;
import dev.parley.chat.log.AppendListener;
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
import java.util.ArrayList;
import java.util.HashMap;
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
    private static final int MAX_POSITIONS = 100_000;
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
    /** Rooms scheduled for a retry, each once regardless of the number of failures. */
    private final Set<RoomName> retries = ConcurrentHashMap.newKeySet();

    private final Map<RoomName, Position> positions = new LinkedHashMap<>(16, 0.75f, true);

    public Publisher(
            MessageStore store,
            Scheduler scheduler,
            Executor executor,
            People people,
            EventDelivery delivery,
            ListenerQueue listeners,
            Function<RoomName, @Nullable LiveRoom> rooms) {
        this.store = store;
        this.scheduler = scheduler;
        this.failures = new FailureLog(LOG, scheduler::nanoTime);
        this.executor = executor;
        this.people = people;
        this.page = PageSize.of(people.limits());
        this.delivery = delivery;
        this.listeners = listeners;
        this.rooms = rooms;
    }

    private Position position(RoomName room) {
        synchronized (positions) {
            Position position = positions.computeIfAbsent(room, name -> new Position());
            if (positions.size() > MAX_POSITIONS) {
                positions.remove(positions.keySet().iterator().next());
            }
            return position;
        }
    }

    /** Records the end of a room's log as somebody has just read it, unless a position is already known. */
    public void known(RoomName room, String epoch, long seq) {
        Position position = position(room);
        synchronized (position) {
            if (position.seq < 0) {
                position.epoch = epoch;
                position.seq = seq;
            }
        }
    }

    @Override
    public void stored(StoredEntry stored) {
        Entry entry = stored.entry();
        Position position = position(entry.room());
        synchronized (position) {
            boolean fresh = stored.isFresh();
            if (position.seq < 0 && !fresh) {
                return;
            }
            if (position.seq >= 0 && !position.epoch.isEmpty() && !position.epoch.equals(entry.epoch())) {
                if (!fresh) {
                    return;
                }
                reset(position, entry.room(), entry.epoch(), "epoch");
            }
            if (position.seq < 0 || (fresh && entry.seq() == position.seq + 1)) {
                publishOne(position, stored);
            } else if (entry.seq() > position.seq) {
                catchUp(position, entry.room());
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
        try {
            executor.execute(() -> reconcile(room));
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
        Map<String, Object> data = Wire.fields("room", Wire.room(room), "epoch", epoch, "head", 0L, "reason", reason);
        send(room, OutgoingEvent.of("roomReset", data), null);
    }

    /** Something in the room's log was erased: everybody reloads. Called on a store thread. */
    public void erased(RoomName room, Head head) {
        Map<String, Object> data = Wire.fields(
                "room", Wire.room(room), "epoch", head.epoch(), "head", head.lastSeq(), "reason", "cleared");
        send(room, OutgoingEvent.of("roomReset", data), null);
    }

    private void publishOne(Position position, StoredEntry stored) {
        Entry entry = stored.entry();
        if (entry.kind() == EntryKind.MESSAGE && entry.content().replyTo() == 0) {
            publish(entry, stored.message(), new OutgoingEvent(entry.seq(), "message", stored.payload()));
            position.epoch = entry.epoch();
            position.seq = entry.seq();
            return;
        }
        if (position.seq < 0) {
            position.epoch = entry.epoch();
            position.seq = entry.seq() - 1;
        }
        catchUp(position, entry.room());
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
                Map<Long, Message> answered = answeredIn(store, room, changes.list());
                for (Changes.Change change : changes.list()) {
                    publish(change.entry(), change.now(), Wire.change(change, answered, page));
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

    public static Map<Long, Message> answeredIn(MessageStore store, RoomName room, List<Changes.Change> changes) {
        List<Message> shown = new ArrayList<>();
        for (Changes.Change change : changes) {
            Message now = change.now();
            if (now != null) {
                shown.add(now);
            }
        }
        return answered(store, room, shown);
    }

    /** The messages that these messages reply to, by sequence number. Called on a store thread. */
    public static Map<Long, Message> answered(
            MessageStore store, RoomName room, java.util.Collection<Message> messages) {
        Map<Long, Message> known = new HashMap<>();
        List<Long> wanted = messages.stream()
                .map(message -> message.content().replyTo())
                .filter(seq -> seq > 0)
                .distinct()
                .toList();
        if (!wanted.isEmpty()) {
            store.messagesAt(room, wanted).forEach(message -> known.put(message.seq(), message));
        }
        return known;
    }

    private void publish(Entry entry, @Nullable Message now, OutgoingEvent event) {
        send(entry.room(), event, entry);
        if (entry.kind() == EntryKind.MESSAGE && now != null) {
            MESSAGES.atDebug()
                    .addKeyValue("room", Wire.room(now.room()))
                    .addKeyValue("seq", now.seq())
                    .addKeyValue("user", now.sender().id())
                    .log("message");
        }
        listeners.tell(listener -> {
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
        if (entry == null || !event.event().equals("message") || users.size() != 2) {
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
        delivery.send(EventDelivery.inbox(receiver), "privateMessage", Wire.privateMessage(message, from, to, shown));
    }

    /** How far a room's log has been published; -1 if unknown. Guarded by itself. */
    private static final class Position {
        private String epoch = "";
        private long seq = -1;
    }
}
