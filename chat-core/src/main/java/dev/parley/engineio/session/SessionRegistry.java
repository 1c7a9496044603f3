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
    private volatile boolean stopping;

    /** No sessions. */
    public SessionRegistry() {}

    /**
     * Looks a session up.
     *
     * @param sid its id
     * @return the session; null when it does not exist or has ended
     */
    public @Nullable Session find(String sid) {
        return sessions.get(sid);
    }

    /**
     * The sessions that are open or closing.
     *
     * @return a view that follows them
     */
    public Collection<Session> all() {
        return Collections.unmodifiableCollection(sessions.values());
    }

    /**
     * The number of sessions that are open or closing.
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

    /** Ends all sessions at once, and every session that comes from now on. */
    public void stop() {
        stopping = true;
        for (Session session : List.copyOf(sessions.values())) {
            session.terminate(CloseReason.SERVER_SHUTTING_DOWN, "");
        }
    }

    /** Takes a session in; false when its id is in use. */
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
