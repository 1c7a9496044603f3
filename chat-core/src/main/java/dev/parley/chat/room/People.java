package dev.parley.chat.room;

import dev.parley.chat.event.EventDelivery;
import dev.parley.chat.event.ServerEvent;
import dev.parley.chat.event.Wire;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.Presence;
import dev.parley.chat.policy.PresenceStatus;
import dev.parley.chat.shared.Listing;
import dev.parley.chat.shared.Reservation;
import dev.parley.chat.shared.Reservations;
import dev.parley.chat.shared.SharedChat;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.model.UserId;
import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The online users, last visits, and display names. The map of people is concurrent; {@code lastSeen} and the names are
 * guarded by themselves, and {@code lastSeen} guards {@code hidden}. A {@link Person} is changed under its own lock,
 * and nothing is called while that is held.
 *
 * <p>With other engines, a user's presence is announced when what others see of it has changed, through whichever engine: {@code announced} is
 * what they were sent last, and is its own lock, under which events are passed on to keep their order.
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
    /** Null without other engines. */
    private final @Nullable SharedPresence shared;

    private final Map<UserId, Presence> announced = new HashMap<>();

    private volatile Consumer<Person> adopted = person -> {};

    public People(
            ChatLimits limits,
            Scheduler scheduler,
            EventDelivery delivery,
            ListenerQueue listeners,
            @Nullable NameIndex names,
            @Nullable SharedChat shared) {
        this.shared = shared == null ? null : new SharedPresence(shared);
        this.limits = limits;
        this.scheduler = scheduler;
        this.delivery = delivery;
        this.listeners = listeners;
        this.names = names;
    }

    /** Begins to know of other engines' users; {@code changed} is called with those here whose data or status was changed there. */
    public void start(Consumer<Person> changed) {
        adopted = changed;
        if (shared != null) {
            shared.start(scheduler);
        }
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
        if (connection.reservation().isFull()) {
            throw Reservations.tooManyConnections(limits);
        }
        while (true) {
            Person person = people.computeIfAbsent(user.id(), id -> newPerson(connection));
            switch (person.add(connection, limits.count(Limit.CONNECTIONS_PER_USER))) {
                case FIRST -> {
                    begin(person, connection);
                    return person;
                }
                case FURTHER -> {
                    if (names != null) {
                        names.take(user.name(), user.id());
                    }
                    if (shared != null) {
                        share(shared, person);
                    }
                    return person;
                }
                case TOO_MANY -> throw Reservations.tooManyConnections(limits);
                case GONE -> people.remove(user.id(), person);
            }
        }
    }

    private void begin(Person person, ChatConnection connection) {
        try {
            takeName(connection.user());
        } catch (ChatException taken) {
            person.remove(connection, scheduler.nanoTime());
            if (person.end()) {
                people.remove(connection.user().id(), person);
                release(person);
            }
            throw taken;
        }
        synchronized (lastSeen) {
            hidden.remove(person.user().id());
        }
        if (shared != null) {
            share(shared, person);
            return;
        }
        changed(person, new Presence(person.user().id(), null, PresenceStatus.OFFLINE, "", null));
    }

    /** Lists a user for other engines, with what is newer there, and announces what has changed for those here. */
    private void share(SharedPresence to, Person person) {
        UserId user = person.user().id();
        Listing other = to.elsewhere(user);
        person.elsewhere(other != null, scheduler.nanoTime());
        boolean changed = other != null && person.adopt(other);
        synchronized (announced) {
            Listing listing = person.toList();
            if (listing != null) {
                to.put(user, listing);
            }
        }
        if (changed) {
            User now = person.user();
            if (names != null) {
                names.take(now.name(), user);
            }
            person.connections().forEach(each -> each.user(each.user().withName(now.name())));
            adopted.accept(person);
        }
        announce(user);
    }

    /** Something about a user has changed elsewhere. */
    void changedElsewhere(UserId user) {
        Person person = people.get(user);
        Listing other = shared == null ? null : shared.elsewhere(user);
        if (person != null) {
            person.elsewhere(other != null, scheduler.nanoTime());
        }
        if (shared != null && person != null && other != null && other.isNewerThan(person.listing())) {
            share(shared, person);
        } else {
            announce(user);
        }
    }

    /** A user was found elsewhere at first: who is here before anybody is online need not hear of it. */
    void foundElsewhere(UserId user) {
        synchronized (announced) {
            Presence presence = presence(user);
            if (people.isEmpty() && presence.status() != PresenceStatus.OFFLINE) {
                announced.put(user, presence);
            }
        }
        changedElsewhere(user);
    }

    /** Records whether a user is in a room elsewhere. */
    void elsewhere(UserId user, RoomName room, boolean there) {
        if (shared != null) {
            shared.room(user, room, there);
        }
    }

    /** Sends what others see of a user to those here, if it is not what they were sent last. */
    private void announce(UserId user) {
        synchronized (announced) {
            Presence now = presence(user);
            Presence before = announced.get(user);
            if (now.status() != PresenceStatus.OFFLINE) {
                if (!now.equals(before)) {
                    announced.put(user, now);
                    send(audience(user), now);
                }
            } else if (before != null) {
                announced.remove(user);
                Presence gone = new Presence(user, before.name(), PresenceStatus.OFFLINE, "", scheduler.now());
                remember(gone);
                send(audience(user), gone);
            }
        }
    }

    private List<String> audience(UserId user) {
        List<String> keys = new ArrayList<>(List.of(EventDelivery.watchers(user)));
        Person person = people.get(user);
        if (person != null) {
            keys.add(EventDelivery.inbox(user));
            person.rooms().forEach(room -> keys.add(room.key()));
        }
        // Rooms do not hear that somebody has gone who is nowhere any more: to them the user has left, sooner or later
        // than that is known.
        if (shared != null && (person != null || shared.elsewhere(user) != null)) {
            shared.rooms(user).forEach(room -> keys.add(room.key()));
        }
        return keys;
    }

    private Person newPerson(ChatConnection connection) {
        UserId user = connection.user().id();
        Listing other = shared == null ? null : shared.elsewhere(user);
        PresenceStatus status = connection.firstStatus();
        if (status == null && other != null) {
            status = other.status();
        }
        if (status == null) {
            synchronized (lastSeen) {
                status = hidden.contains(user) ? PresenceStatus.INVISIBLE : PresenceStatus.ONLINE;
            }
        }
        Person person = new Person(
                numbers.incrementAndGet(),
                connection.user(),
                status,
                newBucket(),
                shared == null ? null : shared.messages(user),
                scheduler.nanoTime());
        if (other != null) {
            person.follow(other);
        }
        return person;
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

    /** Users whose connections have ended are not listed here any more if they are online through another engine. */
    public void takeOffMoved() {
        for (Person person : people.values()) {
            boolean there = shared != null && shared.elsewhere(person.user().id()) != null;
            if (there && person.isAbandoned(scheduler.nanoTime())) {
                depart(person);
            }
        }
    }

    private void depart(Person person) {
        if (!person.end()) {
            return;
        }
        User user = person.user();
        people.remove(user.id(), person);
        if (person.status() == PresenceStatus.INVISIBLE) {
            hide(user.id());
        }
        release(person);
        if (shared != null || person.status() == PresenceStatus.INVISIBLE) {
            // For others nothing changes if nobody saw the user, who is still invisible on returning; with other
            // engines, they are asked first.
            return;
        }
        Presence presence = offline(user);
        remember(presence);
        send(List.of(EventDelivery.watchers(user.id())), presence);
    }

    /** Gives up the name and the listing of one who has gone, unless the user has come back: then they are those of whom is here now. */
    private void release(Person person) {
        UserId user = person.user().id();
        releaseName(user);
        synchronized (announced) {
            boolean listed = person.isListed() || announced.containsKey(user);
            if (shared != null && listed && !people.containsKey(user)) {
                shared.remove(user, person.listing());
            }
        }
    }

    private void releaseName(UserId user) {
        if (names != null) {
            names.release(user, () -> !people.containsKey(user));
        }
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
        if (presence == null && shared != null) {
            presence = shared.presence(id);
        }
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
        if (shared != null) {
            share(shared, person);
            return;
        }
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
        takeName(user);
        if (!person.user(by, user)) {
            takeBack(person, user);
            by.requireAdmitted();
        } else if (shared != null) {
            share(shared, person);
        }
    }

    /** Reverts a rename: the person has gone, or keeps the previous name. */
    private void takeBack(Person person, User user) {
        if (names != null && people.get(user.id()) == person) {
            names.take(person.user().name(), user.id());
        } else {
            releaseName(user.id());
        }
    }

    private void takeName(User user) {
        if (names != null && !names.take(user.name(), user.id())) {
            throw Reservations.nameTaken();
        }
    }

    /** Reserves what a connection of a user needs over all engines; completes on any thread, and fails if the name is taken. */
    public CompletionStage<Reservation> reserve(User user) {
        if (shared == null) {
            return CompletableFuture.completedStage(Reservation.NONE);
        }
        Set<String> skeletons = names == null ? Set.of() : names.skeletons(user.name());
        return shared.known().thenCompose(known -> shared.reservations().connection(user.id(), skeletons));
    }

    /** Runs {@code change}, which gives a user who is here a name, once that is free on all engines; at once without others. */
    public CompletableFuture<?> rename(UserId user, String name, Executor executor, Runnable change) {
        if (shared == null || names == null) {
            change.run();
            return CompletableFuture.completedFuture(null);
        }
        return shared.reservations().rename(user, names.skeletons(name), executor, change);
    }

    private TokenBucket newBucket() {
        return new TokenBucket(
                limits.get(Limit.MESSAGE_BURST), limits.time(Limit.MESSAGE_INTERVAL), scheduler.nanoTime());
    }
}
