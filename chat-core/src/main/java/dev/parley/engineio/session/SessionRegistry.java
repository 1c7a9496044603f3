package dev.parley.engineio.session;

import dev.parley.engineio.fanout.CloseReason;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The sessions of a server by id. Thread-safe: a concurrent map, and a flag that is set once. */
public final class SessionRegistry {

    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private volatile boolean draining;
    private volatile boolean stopping;

    /** Creates an empty registry. */
    public SessionRegistry() {}

    /**
     * Looks up a session.
     *
     * @param sid its id
     * @return the session; null if it does not exist or has ended
     */
    public @Nullable Session find(String sid) {
        return sessions.get(sid);
    }

    /**
     * The open and closing sessions.
     *
     * @return a live view
     */
    public Collection<Session> all() {
        return Collections.unmodifiableCollection(sessions.values());
    }

    /**
     * The number of open and closing sessions.
     *
     * @return 0 or more
     */
    public int size() {
        return sessions.size();
    }

    /**
     * Whether {@link #stop} was called.
     *
     * @return true from then on
     */
    public boolean isStopping() {
        return stopping;
    }

    /**
     * Whether new clients are refused: {@link #drain} or {@link #stop} was called.
     *
     * @return true from then on
     */
    public boolean isDraining() {
        return draining;
    }

    /** No client shall open a session any more; those that are open go on. */
    public void drain() {
        draining = true;
    }

    /** Ends all sessions immediately, and every session registered from now on. */
    public void stop() {
        draining = true;
        stopping = true;
        for (Session session : List.copyOf(sessions.values())) {
            session.terminate(CloseReason.SERVER_SHUTTING_DOWN, "");
        }
    }

    /** Registers a session; false if its id is in use. */
    boolean register(Session session) {
        if (sessions.putIfAbsent(session.sid(), session) != null) {
            return false;
        }
        if (stopping) {
            session.terminate(CloseReason.SERVER_SHUTTING_DOWN, "");
        }
        return true;
    }

    void forget(Session session) {
        sessions.remove(session.sid(), session);
    }
}
