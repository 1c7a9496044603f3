package dev.parley.chat;

import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.transport.Scheduler;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A user over all connections, for as long as there is one, and the grace time after. Guarded by {@code this}; nothing is
 * called while it is held.
 *
 * <p>States: here (at least one connection), waiting (none, and a timer), gone (removed from {@link People}; never used
 * again).
 */
final class Person {

    private final Set<Connection> connections = new LinkedHashSet<>();
    private final Set<RoomName> rooms = new LinkedHashSet<>();
    private final TokenBucket messages;
    private User user;
    private PresenceStatus status = PresenceStatus.ONLINE;
    private String statusText = "";
    private Scheduler.@Nullable Cancellable waiting;
    private boolean gone;

    Person(User user, TokenBucket messages) {
        this.user = user;
        this.messages = messages;
    }

    TokenBucket messages() {
        return messages;
    }

    synchronized User user() {
        return user;
    }

    /** Adds a connection, which brings the newest knowledge of the user. */
    synchronized Added add(Connection connection, int max) {
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
        user = connection.user();
        connections.add(connection);
        return connections.size() == 1 ? Added.FIRST : Added.FURTHER;
    }

    /** Removes a connection; true if it was the last one. */
    synchronized boolean remove(Connection connection) {
        return connections.remove(connection) && connections.isEmpty();
    }

    /** Sets the timer of the grace time, unless a connection has come meanwhile; then the timer is called off. */
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

    synchronized void user(User changed) {
        user = changed;
    }

    synchronized List<Connection> connections() {
        return List.copyOf(connections);
    }

    synchronized void entered(RoomName room) {
        rooms.add(room);
    }

    synchronized void left(RoomName room) {
        rooms.remove(room);
    }

    synchronized List<RoomName> rooms() {
        return List.copyOf(rooms);
    }

    /** Sets what the user says about itself; returns what others saw before. */
    synchronized PresenceStatus status(PresenceStatus newStatus, String newText) {
        PresenceStatus before = status.shown();
        status = newStatus;
        statusText = newText;
        return before;
    }

    synchronized PresenceStatus status() {
        return status;
    }

    synchronized Presence presence() {
        PresenceStatus shown = gone ? PresenceStatus.OFFLINE : status.shown();
        String text = shown == PresenceStatus.OFFLINE ? "" : statusText;
        return new Presence(user.id(), user.name(), shown, text, null);
    }

    /** What became of a new connection. */
    enum Added {
        FIRST,
        FURTHER,
        TOO_MANY,
        GONE
    }
}
