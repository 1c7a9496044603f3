package dev.parley.chat.room;

import dev.parley.chat.event.EventDelivery;
import dev.parley.chat.event.ServerEvent;
import dev.parley.chat.event.Wire;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.Presence;
import dev.parley.chat.policy.PresenceStatus;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.model.UserId;
import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The online users, last visits, and display names. The map of people is concurrent; {@code lastSeen} and the names are
 * guarded by themselves, and {@code lastSeen} guards {@code hidden}. A {@link Person} is changed under its own lock,
 * and nothing is called while that is held.
 */
public final class People {

    private final Map<UserId, Person> people = new ConcurrentHashMap<>();
    private final Map<UserId, Presence> lastSeen = new LinkedHashMap<>();
    /** Users who were invisible when their last connection ended. */
    private final Set<UserId> hidden = new LinkedHashSet<>();

    private final AtomicLong numbers = new AtomicLong();

    private final ChatLimits limits;
    private final Scheduler scheduler;
    private final EventDelivery delivery;
    private final ListenerQueue listeners;
    /** Null if names need not be unique. */
    private final @Nullable NameIndex names;

    public People(
            ChatLimits limits,
            Scheduler scheduler,
            EventDelivery delivery,
            ListenerQueue listeners,
            @Nullable NameIndex names) {
        this.limits = limits;
        this.scheduler = scheduler;
        this.delivery = delivery;
        this.listeners = listeners;
        this.names = names;
    }

    ChatLimits limits() {
        return limits;
    }

    public @Nullable Person find(UserId id) {
        return people.get(id);
    }

    public Collection<Person> all() {
        return people.values();
    }

    public int count() {
        return people.size();
    }

    /** Registers a new connection. */
    public Person connect(ChatConnection connection) {
        User user = connection.user();
        while (true) {
            Person person = people.computeIfAbsent(user.id(), id -> newPerson(connection));
            switch (person.add(connection, limits.count(Limit.CONNECTIONS_PER_USER))) {
                case FIRST -> {
                    begin(person, connection);
                    return person;
                }
                case FURTHER -> {
                    return person;
                }
                case TOO_MANY ->
                    throw ChatException.limit(
                            ErrorCode.TOO_MANY_CONNECTIONS,
                            Limit.CONNECTIONS_PER_USER,
                            limits.get(Limit.CONNECTIONS_PER_USER));
                case GONE -> people.remove(user.id(), person);
            }
        }
    }

    private void begin(Person person, ChatConnection connection) {
        try {
            takeName(connection.user(), null);
        } catch (ChatException taken) {
            person.remove(connection, scheduler.nanoTime());
            if (person.end()) {
                people.remove(connection.user().id(), person);
            }
            throw taken;
        }
        synchronized (lastSeen) {
            hidden.remove(person.user().id());
        }
        changed(person, new Presence(person.user().id(), null, PresenceStatus.OFFLINE, "", null));
    }

    private Person newPerson(ChatConnection connection) {
        PresenceStatus status = connection.firstStatus();
        if (status == null) {
            synchronized (lastSeen) {
                status = hidden.contains(connection.user().id()) ? PresenceStatus.INVISIBLE : PresenceStatus.ONLINE;
            }
        }
        return new Person(numbers.incrementAndGet(), connection.user(), status, newBucket(), scheduler.nanoTime());
    }

    /**
     * Unregisters a connection; the user goes offline after the grace period, or at once if the client disconnected
     * deliberately.
     */
    public void disconnect(ChatConnection connection, boolean deliberate) {
        Person person = people.get(connection.user().id());
        if (person == null || !person.remove(connection, scheduler.nanoTime())) {
            return;
        }
        Duration grace = limits.time(Limit.PRESENCE_GRACE);
        // A room that still reserves the place of a lost connection keeps the user too.
        boolean awaited = !deliberate || !person.rooms().isEmpty();
        if (!awaited || grace.isZero()) {
            depart(person);
        } else {
            person.await(scheduler.schedule(grace, () -> depart(person)));
        }
    }

    /** Removes users who have had no connection since before a time; returns their number. */
    public int sweep(long endedBefore) {
        int found = 0;
        for (Person person : people.values()) {
            if (person.isAbandoned(endedBefore)) {
                depart(person);
                found++;
            }
        }
        return found;
    }

    private void depart(Person person) {
        if (!person.end()) {
            return;
        }
        User user = person.user();
        people.remove(user.id(), person);
        if (names != null) {
            names.release(user.name(), user.id());
        }
        if (person.status() == PresenceStatus.INVISIBLE) {
            // For others nothing changes, and the user is still invisible on returning.
            hide(user.id());
            return;
        }
        Presence presence = offline(user);
        remember(presence);
        send(List.of(EventDelivery.watchers(user.id())), presence);
    }

    private void hide(UserId user) {
        synchronized (lastSeen) {
            hidden.add(user);
            if (hidden.size() > limits.count(Limit.LAST_SEEN)) {
                hidden.remove(hidden.iterator().next());
            }
        }
    }

    private void remember(Presence presence) {
        synchronized (lastSeen) {
            lastSeen.remove(presence.user());
            lastSeen.put(presence.user(), presence);
            if (lastSeen.size() > limits.count(Limit.LAST_SEEN)) {
                lastSeen.remove(lastSeen.keySet().iterator().next());
            }
        }
    }

    /** A user's presence as others see it: an invisible user looks the same as an offline one. */
    public Presence presence(UserId id) {
        Person person = people.get(id);
        Presence presence = person == null ? null : person.presence();
        if (presence != null && presence.status() != PresenceStatus.OFFLINE) {
            return presence;
        }
        synchronized (lastSeen) {
            Presence last = lastSeen.get(id);
            return last != null ? last : new Presence(id, null, PresenceStatus.OFFLINE, "", null);
        }
    }

    public boolean isInvisible(UserId id) {
        Person person = people.get(id);
        return person != null && person.status() == PresenceStatus.INVISIBLE;
    }

    /** Sets a user's status and notifies those who see a change. */
    public void status(ChatConnection by, PresenceStatus status, String text) {
        Person person = by.person();
        Presence before = presence(person.user().id());
        person.status(by, status, text);
        if (status == PresenceStatus.INVISIBLE && before.status() != PresenceStatus.OFFLINE) {
            remember(offline(person.user()));
        }
        changed(person, before);
    }

    private Presence offline(User user) {
        return new Presence(user.id(), user.name(), PresenceStatus.OFFLINE, "", scheduler.now());
    }

    private void changed(Person person, Presence before) {
        Presence presence = presence(person.user().id());
        if (presence.equals(before)) {
            return;
        }
        List<String> keys = new ArrayList<>();
        keys.add(EventDelivery.watchers(presence.user()));
        keys.add(EventDelivery.inbox(presence.user()));
        for (RoomName room : person.rooms()) {
            keys.add(room.key());
        }
        send(keys, presence);
    }

    private void send(List<String> keys, Presence presence) {
        Map<String, Object> seen = Wire.presence(presence);
        Map<String, Object> data = Wire.fields(
                "user",
                Wire.user(presence),
                "status",
                seen.get("status"),
                "text",
                seen.get("text"),
                "lastSeen",
                seen.get("lastSeen"),
                "timestamp",
                Wire.time(scheduler.now()));
        delivery.send(keys, List.of(), ServerEvent.PRESENCE, data);
        listeners.publish(listener -> listener.onPresence(presence));
    }

    /** Whether another online user has a name that looks like this one, if names are unique. */
    public boolean isTaken(String name, UserId by) {
        return names != null && names.isTaken(name, by);
    }

    /** Renames a user on all connections. */
    public void rename(ChatConnection by, String name) {
        Person person = by.person();
        renew(by, person.user().withName(name));
        person.connections()
                .forEach(connection -> connection.user(connection.user().withName(name)));
    }

    /** Updates a user's data. */
    public void renew(ChatConnection by, User user) {
        Person person = by.person();
        takeName(user, person.user().name());
        if (!person.user(by, user)) {
            takeBack(person, user);
            by.requireAdmitted();
        }
    }

    /** Reverts a rename: the person has gone, or keeps the previous name. */
    private void takeBack(Person person, User user) {
        if (names != null) {
            if (people.get(user.id()) == person) {
                names.take(person.user().name(), user.id(), user.name());
            } else {
                names.release(user.name(), user.id());
            }
        }
    }

    private void takeName(User user, @Nullable String before) {
        if (names != null && !names.take(user.name(), user.id(), before)) {
            throw nameTaken();
        }
    }

    public static ChatException nameTaken() {
        return new ChatException(ErrorCode.NAME_TAKEN, "another user has this name or one that looks like it");
    }

    private TokenBucket newBucket() {
        return new TokenBucket(
                limits.get(Limit.MESSAGE_BURST), limits.time(Limit.MESSAGE_INTERVAL), scheduler.nanoTime());
    }
}
