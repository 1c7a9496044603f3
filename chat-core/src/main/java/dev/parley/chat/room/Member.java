package dev.parley.chat.room;

import dev.parley.model.User;
import java.util.LinkedHashSet;
import java.util.Set;

/** A user in a room, with all connections there. Guarded by the {@link LiveRoom}. */
final class Member {

    User user;
    /** The id of the first connection, which may have ended since. */
    final String first;

    final Set<ChatConnection> connections = new LinkedHashSet<>();
    /** Counts arrivals, so that a grace period ends only the absence that started it. */
    int visit;
    /** Until when the place is reserved for a lost connection, in monotonic nanoseconds. */
    long keptUntil;
    /** Whether others see the member. */
    boolean shown;

    Member(ChatConnection first, long now) {
        this.user = first.user();
        this.first = first.id();
        this.keptUntil = now;
        this.connections.add(first);
    }

    void enter(ChatConnection connection) {
        visit++;
        user = connection.user();
        connections.add(connection);
    }
}
