package dev.parley.chat.room;

import dev.parley.chat.event.EventDelivery;
import dev.parley.chat.log.BoundedStore;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.LeaveReason;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.Presence;
import dev.parley.chat.policy.RoomDefinition;
import dev.parley.chat.shared.SharedChat;
import dev.parley.chat.shared.SharedTables;
import dev.parley.chat.shared.SharedTurns;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.model.UserId;
import dev.parley.runtime.MemoryBudget;
import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The named rooms in memory, and the predefined ones. The map is concurrent; each room has its own lock. */
public final class Rooms implements RoomContext {

    private final Map<RoomName, LiveRoom> live = new ConcurrentHashMap<>();
    private final Map<RoomName, RoomDefinition> definitions = new HashMap<>();
    /** The number of live rooms that are not predefined: only these are limited by {@link Limit#ROOMS}. */
    private final AtomicInteger freeLive = new AtomicInteger();

    private final AtomicLong numbers = new AtomicLong();

    private final boolean freeRooms;
    private final ChatLimits limits;
    private final Scheduler scheduler;
    private final EventDelivery delivery;
    private final ListenerQueue listeners;
    private final People people;
    private final BoundedStore store;
    private final Executor executor;
    private final Deadlines deadlines;
    private final JoinBuffer.Bounds joinBounds;
    private final @Nullable SharedRooms shared;
    private final @Nullable SharedTurns turns;

    public Rooms(
            ChatContext context,
            Collection<RoomDefinition> defined,
            boolean freeRooms,
            MemoryBudget memory,
            @Nullable SharedChat shared) {
        this.shared = shared == null ? null : new SharedRooms(shared.tables(), shared.directory());
        this.turns = shared == null ? null : shared.turns();
        this.limits = context.limits();
        this.scheduler = context.scheduler();
        this.delivery = context.delivery();
        this.listeners = context.listeners();
        this.people = context.people();
        this.store = context.store();
        this.executor = context.executor();
        this.deadlines = context.deadlines();
        this.freeRooms = freeRooms;
        this.joinBounds = new JoinBuffer.Bounds(limits.count(Limit.JOIN_BUFFER), limits.get(Limit.PAGE_BYTES), memory);
        for (RoomDefinition definition : defined) {
            RoomName name = RoomName.of(context.text().roomName(definition.name()));
            if (definitions.put(name, definition) != null) {
                throw new IllegalStateException("rooms(..) defines " + name.value() + " twice");
            }
        }
    }

    public boolean freeRooms() {
        return freeRooms;
    }

    public Map<RoomName, RoomDefinition> definitions() {
        return definitions;
    }

    public Collection<LiveRoom> live() {
        return live.values();
    }

    /** The rooms in memory. */
    public Collection<RoomName> names() {
        return live.keySet();
    }

    public @Nullable LiveRoom find(RoomName name) {
        return live.get(name);
    }

    /** Whether a room with that name may exist. */
    public boolean exists(RoomName name) {
        return freeRooms || definitions.containsKey(name);
    }

    /**
     * Loads a room and keeps it in memory until {@link #unpin}. Completes once its moderation rules are loaded, on the
     * engine's handler threads or immediately.
     */
    public CompletableFuture<LiveRoom> pin(RoomName name) {
        LiveRoom room;
        try {
            room = pinned(name);
        } catch (ChatException refused) {
            return CompletableFuture.failedFuture(refused);
        }
        CompletableFuture<RoomRules> rules = room.rules();
        CompletableFuture<LiveRoom> pinned =
                rules.isDone() ? rules.thenApply(r -> room) : rules.thenApplyAsync(r -> room, executor);
        return pinned.whenComplete((r, failure) -> {
            if (failure != null) {
                drop(room);
                unpin(room);
            }
        });
    }

    private LiveRoom pinned(RoomName name) {
        while (true) {
            LiveRoom known = live.get(name);
            LiveRoom room = known == null ? create(name) : known;
            if (room.pin()) {
                return room;
            }
            drop(room);
        }
    }

    private boolean drop(LiveRoom room) {
        boolean dropped = live.remove(room.name(), room);
        if (dropped && !definitions.containsKey(room.name())) {
            freeLive.decrementAndGet();
        }
        if (dropped && shared != null) {
            shared.forget(room.name());
        }
        return dropped;
    }

    private LiveRoom create(RoomName name) {
        if (!exists(name)) {
            throw new ChatException(ErrorCode.ROOM_NOT_FOUND, "there is no such room");
        }
        boolean counts = !definitions.containsKey(name);
        int max = limits.count(Limit.ROOMS);
        if (counts && freeLive.incrementAndGet() > max) {
            freeLive.decrementAndGet();
            throw ChatException.limit(ErrorCode.TOO_MANY_ROOMS, Limit.ROOMS, max);
        }
        LiveRoom fresh = new LiveRoom(numbers.incrementAndGet(), name, this);
        LiveRoom other = live.putIfAbsent(name, fresh);
        if (other != null) {
            if (counts) {
                freeLive.decrementAndGet();
            }
            return other;
        }
        listeners.publish(listener -> listener.onRoomOpened(name));
        RoomDefinition definition = definition(name);
        CompletableFuture<?> others = shared == null
                ? CompletableFuture.completedFuture(null)
                : shared.watch(name).toCompletableFuture();
        store.call(s -> s.versionedRecordsIn(name))
                .thenCombine(others, (records, known) -> records)
                .whenComplete((records, failure) -> {
                    if (failure != null) {
                        fresh.rules().completeExceptionally(failure);
                    } else {
                        fresh.rules().complete(new RoomRules(definition, records, deadlines));
                    }
                });
        return fresh;
    }

    public RoomDefinition definition(RoomName name) {
        RoomDefinition definition = definitions.get(name);
        return definition != null ? definition : RoomDefinition.open(name.value());
    }

    /** Removes a connection from a room. */
    public void leave(ChatConnection connection, RoomName name, LeaveReason reason) {
        LiveRoom room = live.get(name);
        if (room != null) {
            room.leave(connection, reason);
            forgetIfIdle(room);
        }
    }

    /** Removes an ended connection from its rooms. */
    public void lost(ChatConnection connection, List<RoomName> names, Duration grace) {
        for (RoomName name : names) {
            LiveRoom room = live.get(name);
            if (room != null) {
                room.lost(connection, grace);
                forgetIfIdle(room);
            }
        }
    }

    public void forgetIfIdle(LiveRoom room) {
        if (room.endIfIdle()) {
            forget(room);
        }
    }

    private void forget(LiveRoom room) {
        drop(room);
        listeners.publish(listener -> listener.onRoomClosed(room.name()));
    }

    /** Updates a user's visibility in its rooms to the current status. */
    public void showOrHide(Person person) {
        UserId user = person.user().id();
        for (RoomName name : person.rooms()) {
            LiveRoom room = live.get(name);
            if (room != null) {
                room.showOrHide(user);
            }
        }
    }

    /** Propagates changed user data to the user's rooms. */
    public void update(Person person) {
        User user = person.user();
        for (RoomName name : person.rooms()) {
            LiveRoom room = live.get(name);
            if (room != null) {
                room.update(user);
            }
        }
    }

    @Override
    public void unpin(LiveRoom room) {
        if (room.unpin()) {
            forget(room);
        }
    }

    @Override
    public EventDelivery delivery() {
        return delivery;
    }

    @Override
    public ListenerQueue listeners() {
        return listeners;
    }

    @Override
    public Scheduler scheduler() {
        return scheduler;
    }

    @Override
    public Presence presence(UserId user) {
        return people.presence(user);
    }

    @Override
    public boolean isInvisible(UserId user) {
        return people.isInvisible(user);
    }

    @Override
    public void entered(UserId user, RoomName room) {
        Person person = people.find(user);
        if (person != null) {
            person.entered(room);
        }
    }

    @Override
    public void left(UserId user, RoomName room) {
        Person person = people.find(user);
        if (person != null) {
            person.left(room);
        }
    }

    @Override
    public void elsewhere(UserId user, RoomName room, boolean there) {
        people.elsewhere(user, room, there);
    }

    @Override
    public @Nullable SharedRooms shared() {
        return shared;
    }

    /** The rooms that users are seen in through other engines, by name, with about how many; empty without other engines. */
    public SortedMap<String, Integer> elsewhere() {
        return shared == null ? Collections.emptySortedMap() : shared.elsewhere();
    }

    /** The turns of slow mode over all engines; null without other engines. */
    @Nullable
    SharedTurns turns() {
        return turns;
    }

    /** Takes over what other engines list. */
    public SharedTables.Listener listener(SharedTables tables) {
        return new SharedListener(people, tables, this::find);
    }

    @Override
    public JoinBuffer.Bounds joinBounds() {
        return joinBounds;
    }

    @Override
    public int coalesceFrom() {
        return limits.count(Limit.ROOM_USERS_COALESCED_FROM);
    }

    @Override
    public int noticeUsers() {
        return limits.count(Limit.NOTICE_USERS);
    }

    @Override
    public int usersShown() {
        return limits.count(Limit.ROOM_USERS_SHOWN);
    }

    @Override
    public Duration listInterval() {
        return limits.time(Limit.ROOM_USERS_INTERVAL);
    }
}
