package dev.parley.socketio.event;

import dev.parley.socketio.packet.Packet;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one namespace that any server of a cluster can restore, and the log of events that all servers share. A position in
 * the log is an opaque text, which clients receive as their offset. Thread-safe; no method blocks. Stages are completed by any thread,
 * which whoever continues there must not block.
 */
public interface SharedSessions {

    /**
     * Saves a session, replacing one of the same client.
     *
     * @param session the session
     * @param window how long it can be restored, positive
     * @return completes when it can be restored; fails if it cannot
     */
    CompletionStage<Void> persistSession(SavedSession session, Duration window);

    /**
     * Takes a session: at most one caller on all servers gets it.
     *
     * @param pid the private id that a client sent, unchecked
     * @return completes with the session, or null if there is none in this namespace; fails if that is unknown
     */
    CompletionStage<@Nullable Taken> restoreSession(String pid);

    /**
     * Reads the events that were sent to some rooms behind a position.
     *
     * @param after the position of the last event not wanted, unchecked
     * @param rooms the rooms of a session
     * @param bounds how much may be missed
     * @return completes with the events once everything up to {@link Missed#upTo} was delivered to the sockets of this server; with null
     *     if they are not all known, or too many
     */
    CompletionStage<@Nullable Missed> missed(String after, Set<String> rooms, Bounds bounds);

    /**
     * Compares two positions.
     *
     * @param position a position
     * @param other another one
     * @return whether the first is behind the other
     */
    boolean isBehind(String position, String other);

    /**
     * Checks a text.
     *
     * @param text any text
     * @return whether it has the form of a position
     */
    boolean isPosition(String text);

    /**
     * Returns how far events were delivered to the sockets of this server.
     *
     * @return a position, perhaps of a moment ago; null if there is none yet
     */
    @Nullable
    String position();

    /**
     * Returns how long a client that returns waits for {@link #restoreSession} and {@link #missed}; then it starts over.
     *
     * @return the time, positive
     */
    Duration patience();

    /**
     * A session that nobody else has.
     *
     * @param session the session
     * @param left how long it could still have been restored, positive
     */
    record Taken(SavedSession session, Duration left) {}

    /**
     * How much a client may have missed to get it.
     *
     * @param events the number of events
     * @param bytes their size, approximately
     */
    record Bounds(int events, long bytes) {}

    /**
     * What was missed.
     *
     * @param events the events in the order of the log
     * @param upTo the position up to which these are all
     */
    record Missed(List<LoggedEvent> events, String upTo) {}

    /**
     * An event of the log.
     *
     * @param packet the event, without its position
     * @param position its position
     */
    record LoggedEvent(Packet packet, String position) {}
}
