package dev.parley.chat;

import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.model.UserId;
import dev.parley.transport.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who is here, who was here last, and who has which name. The maps are concurrent; {@code lastSeen} is guarded by itself. A
 * {@link Person} is changed under its own lock, and nothing is called while that is held.
 */
final class People {

    private final Map<UserId, Person> people = new ConcurrentHashMap<>();
    private final Map<String, UserId> names = new ConcurrentHashMap<>();
    private final Map<UserId, Presence> lastSeen = new LinkedHashMap<>();
    private final ChatLimits limits;
    private final Scheduler scheduler;
    private final Delivery delivery;
    private final Listeners listeners;
    private final boolean uniqueNames;

    People(ChatLimits limits, Scheduler scheduler, Delivery delivery, Listeners listeners, boolean uniqueNames) {
        this.limits = limits;
        this.scheduler = scheduler;
        this.delivery = delivery;
        this.listeners = listeners;
        this.uniqueNames = uniqueNames;
    }

    @Nullable
    Person find(UserId id) {
        return people.get(id);
    }

    Collection<Person> all() {
        return people.values();
    }

    int count() {
        return people.size();
    }

    /** Counts a new connection in. */
    Person connect(Connection connection) {
        User user = connection.user();
        while (true) {
            Person person = people.computeIfAbsent(user.id(), id -> new Person(user, newBucket()));
            switch (person.add(connection, limits.count(Limit.CONNECTIONS_PER_USER))) {
                case FIRST -> {
                    begin(person, connection);
                    listeners.tell(listener -> listener.onConnect(user, connection.id()));
                    return person;
                }
                case FURTHER -> {
                    listeners.tell(listener -> listener.onConnect(user, connection.id()));
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

    private void begin(Person person, Connection connection) {
        try {
            takeName(connection.user(), null);
        } catch (ChatException taken) {
            person.remove(connection);
            if (person.end()) {
                people.remove(connection.user().id(), person);
            }
            throw taken;
        }
        changed(person);
    }

    /** Counts a connection out; the user is gone after the grace time, or at once after a deliberate goodbye. */
    void disconnect(Connection connection, boolean deliberate) {
        Person person = people.get(connection.user().id());
        if (person == null || !person.remove(connection)) {
            return;
        }
        Duration grace = limits.time(Limit.PRESENCE_GRACE);
        if (deliberate || grace.isZero()) {
            depart(person);
        } else {
            person.await(scheduler.schedule(grace, () -> depart(person)));
        }
    }

    private void depart(Person person) {
        if (!person.end()) {
            return;
        }
        User user = person.user();
        people.remove(user.id(), person);
        names.remove(TextRules.fold(user.name()), user.id());
        Presence presence = new Presence(user.id(), user.name(), PresenceStatus.OFFLINE, "", scheduler.now());
        remember(presence);
        tell(List.of(Delivery.watchers(user.id())), presence);
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

    /** What others see of a user. */
    Presence presence(UserId id) {
        Person person = people.get(id);
        if (person != null) {
            Presence presence = person.presence();
            return presence.status() == PresenceStatus.OFFLINE ? withLastSeen(presence) : presence;
        }
        synchronized (lastSeen) {
            Presence presence = lastSeen.get(id);
            return presence != null ? presence : new Presence(id, null, PresenceStatus.OFFLINE, "", null);
        }
    }

    private Presence withLastSeen(Presence presence) {
        synchronized (lastSeen) {
            Presence before = lastSeen.get(presence.user());
            Instant at = before == null ? null : before.lastSeen();
            return new Presence(presence.user(), presence.name(), PresenceStatus.OFFLINE, "", at);
        }
    }

    /** Sets what a user says about itself and tells those who see it. */
    void status(Person person, PresenceStatus status, String text) {
        PresenceStatus before = person.status(status, text);
        Presence now = presence(person.user().id());
        if (status == PresenceStatus.INVISIBLE && before != PresenceStatus.OFFLINE) {
            remember(new Presence(now.user(), now.name(), PresenceStatus.OFFLINE, "", scheduler.now()));
        }
        changed(person);
    }

    private void changed(Person person) {
        Presence presence = presence(person.user().id());
        List<String> keys = new ArrayList<>();
        keys.add(Delivery.watchers(presence.user()));
        keys.add(Delivery.inbox(presence.user()));
        for (RoomName room : person.rooms()) {
            keys.add(room.key());
        }
        tell(keys, presence);
    }

    private void tell(List<String> keys, Presence presence) {
        Map<String, Object> seen = Wire.presence(presence);
        Map<String, Object> data = Wire.fields(
                "user",
                Wire.fields("id", presence.user().value(), "name", presence.name()),
                "status",
                seen.get("status"),
                "text",
                seen.get("text"),
                "lastSeen",
                seen.get("lastSeen"),
                "timestamp",
                Wire.time(scheduler.now()));
        delivery.send(keys, List.of(), "presence", data);
        listeners.tell(listener -> listener.onPresence(presence));
    }

    /** Whether a name belongs to another user who is here, if names are unique. */
    boolean isTaken(String name, UserId by) {
        UserId owner = names.get(TextRules.fold(name));
        return uniqueNames && owner != null && !owner.equals(by);
    }

    /** Gives a user another name, on all connections. */
    void rename(Person person, String name) {
        User before = person.user();
        User after = before.withName(name);
        takeName(after, before.name());
        person.user(after);
        person.connections()
                .forEach(connection -> connection.user(connection.user().withName(name)));
    }

    /** Puts newer knowledge of a user in the place of the older. */
    void renew(Person person, User user) {
        takeName(user, person.user().name());
        person.user(user);
    }

    private void takeName(User user, @Nullable String before) {
        String folded = TextRules.fold(user.name());
        if (uniqueNames) {
            UserId owner = names.putIfAbsent(folded, user.id());
            if (owner != null && !owner.equals(user.id())) {
                throw new ChatException(ErrorCode.NAME_TAKEN, "another user has this name");
            }
        }
        if (before != null && !TextRules.fold(before).equals(folded)) {
            names.remove(TextRules.fold(before), user.id());
        }
    }

    private TokenBucket newBucket() {
        return new TokenBucket(
                limits.get(Limit.MESSAGE_BURST), limits.time(Limit.MESSAGE_INTERVAL), scheduler.nanoTime());
    }
}
