package dev.parley.chat.room;

import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.Presence;
import dev.parley.chat.policy.PresenceStatus;
import dev.parley.chat.shared.Listing;
import dev.parley.chat.shared.SharedBucket;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.time.Scheduler;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A user across all connections, for as long as there is one, plus the grace period. Guarded by {@code this}; nothing
 * is called while it is held.
 *
 * <p>States: here (at least one connection), waiting (none, but a timer), gone (removed from {@link People}; never
 * reused).
 */
public final class Person {

    private final Set<ChatConnection> connections = new LinkedHashSet<>();
    private final Set<RoomName> rooms = new LinkedHashSet<>();
    /** The rooms being joined, with the number of joining connections. */
    private final Map<RoomName, Integer> entering = new HashMap<>();

    private final long number;
    private final TokenBucket messages;
    /** Null without other engines. */
    private final @Nullable SharedBucket sharedMessages;

    private final InboxPosition inbox = new InboxPosition();
    private User user;
    private PresenceStatus status;
    private String statusText = "";
    /** Of the user's data and status, among all engines. */
    private long version = 1;

    private @Nullable Listing listed;
    private Scheduler.@Nullable Cancellable waiting;
    private long emptySince;
    private boolean fresh = true;
    private boolean gone;

    Person(
            long number,
            User user,
            PresenceStatus status,
            TokenBucket messages,
            @Nullable SharedBucket sharedMessages,
            long now) {
        this.number = number;
        this.user = user;
        this.status = status;
        this.messages = messages;
        this.sharedMessages = sharedMessages;
        this.emptySince = now;
    }

    /** Greater than those of all who came before. */
    long number() {
        return number;
    }

    public TokenBucket messages() {
        return messages;
    }

    /** The tokens of all engines, if they count: the user is connected through several. */
    public @Nullable SharedBucket sharedMessages() {
        return sharedMessages != null && sharedMessages.isShared() ? sharedMessages : null;
    }

    /** Notes whether the user is connected through other engines, too. */
    void elsewhere(boolean there, long now) {
        if (sharedMessages != null) {
            sharedMessages.elsewhere(there, messages.used(now));
        }
    }

    public InboxPosition inbox() {
        return inbox;
    }

    public synchronized User user() {
        return user;
    }

    /** Adds a connection, which has the latest user data. */
    synchronized Added add(ChatConnection connection, int max) {
        if (gone) {
            return Added.GONE;
        }
        if (connections.size() >= max) {
            return Added.TOO_MANY;
        }
        if (waiting != null) {
            waiting.cancel();
            waiting = null;
        }
        version += fresh || connection.user().name().equals(user.name()) ? 0 : 1;
        user = connection.user();
        connections.add(connection);
        Added added = fresh ? Added.FIRST : Added.FURTHER;
        fresh = false;
        return added;
    }

    /** Removes a connection; true if it was the last one. */
    synchronized boolean remove(ChatConnection connection, long now) {
        boolean last = connections.remove(connection) && connections.isEmpty();
        if (last) {
            emptySince = now;
        }
        return last;
    }

    /** Removes connections that ended before a time; true if none is left and no event will follow. */
    synchronized boolean isAbandoned(long endedBefore) {
        connections.removeIf(connection -> connection.endedBefore(endedBefore));
        return connections.isEmpty() && waiting == null && emptySince - endedBefore < 0;
    }

    /** Sets the grace period's timer, or cancels it if a connection has arrived meanwhile. */
    synchronized void await(Scheduler.Cancellable timer) {
        if (!connections.isEmpty() || gone) {
            timer.cancel();
        } else {
            waiting = timer;
        }
    }

    /** Ends this person if there is no connection; true if so. */
    synchronized boolean end() {
        if (gone || !connections.isEmpty()) {
            return false;
        }
        gone = true;
        return true;
    }

    /** Updates the user data on behalf of a connection; false if that has ended meanwhile. */
    public synchronized boolean user(ChatConnection by, User changed) {
        boolean here = connections.contains(by);
        if (here) {
            version += changed.name().equals(user.name()) ? 0 : 1;
            user = changed;
        }
        return here;
    }

    /** The user as other engines see it. */
    synchronized Listing listing() {
        return new Listing(version, status, user.name(), statusText);
    }

    /** The user as other engines are to see it; null if they do, or if the user has gone. */
    synchronized @Nullable Listing toList() {
        Listing now = listing();
        if (gone || now.equals(listed)) {
            return null;
        }
        listed = now;
        return now;
    }

    synchronized boolean isListed() {
        return listed != null;
    }

    /** Follows how the user was listed elsewhere on coming here: what is new now is newer. */
    synchronized void follow(Listing other) {
        statusText = status == other.status() ? other.text() : statusText;
        version = other.version();
        version += status == other.status() && user.name().equals(other.name()) ? 0 : 1;
    }

    /** Takes over what was set through another engine, unless it is older; true if something has changed. */
    synchronized boolean adopt(Listing other) {
        if (gone || !other.isNewerThan(listing())) {
            return false;
        }
        version = other.version();
        status = other.status();
        statusText = other.text();
        user = user.withName(other.name());
        return true;
    }

    public synchronized List<ChatConnection> connections() {
        return List.copyOf(connections);
    }

    /** Starts joining a room: it counts for the user from now on, until {@link #endJoin}. */
    public synchronized void beginJoin(RoomName room, int maxRooms) {
        if (!rooms.contains(room) && !entering.containsKey(room)) {
            long others = rooms.size()
                    + entering.keySet().stream()
                            .filter(name -> !rooms.contains(name))
                            .count();
            if (others >= maxRooms) {
                throw ChatException.limit(ErrorCode.TOO_MANY_ROOMS, Limit.ROOMS_PER_USER, maxRooms);
            }
        }
        entering.merge(room, 1, Integer::sum);
    }

    public synchronized void endJoin(RoomName room) {
        entering.computeIfPresent(room, (name, count) -> count == 1 ? null : count - 1);
    }

    synchronized void entered(RoomName room) {
        rooms.add(room);
    }

    synchronized void left(RoomName room) {
        rooms.remove(room);
    }

    public synchronized List<RoomName> rooms() {
        return List.copyOf(rooms);
    }

    /** Sets the user's status on behalf of an open connection. */
    public synchronized void status(ChatConnection by, PresenceStatus newStatus, String newText) {
        if (!connections.contains(by)) {
            by.requireAdmitted();
        }
        status = newStatus;
        statusText = newText;
        version++;
    }

    public synchronized PresenceStatus status() {
        return status;
    }

    synchronized Presence presence() {
        PresenceStatus shown = gone ? PresenceStatus.OFFLINE : status.shown();
        String text = shown == PresenceStatus.OFFLINE ? "" : statusText;
        return new Presence(user.id(), user.name(), shown, text, null);
    }

    /** The result of adding a connection. */
    enum Added {
        FIRST,
        FURTHER,
        TOO_MANY,
        GONE
    }
}
