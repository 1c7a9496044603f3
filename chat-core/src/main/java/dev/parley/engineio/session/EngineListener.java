package dev.parley.engineio.session;

import dev.parley.runtime.MemoryHolder;
import dev.parley.runtime.observe.ServerObserver;
import dev.parley.transport.ConnectionError;
import java.util.Collection;
import java.util.List;

/** Server-wide callbacks for the layer above the engine. Invoked on I/O threads; must not block. */
public interface EngineListener {

    /**
     * Called when a session opens. Messages offered before this returns follow the open packet.
     *
     * @param session the new session
     * @return the listener of the session
     */
    SessionListener onSession(Session session);

    /**
     * Memory of the layer above that belongs to no session and can be evicted when memory is short.
     *
     * @return the current holders
     */
    default Collection<? extends MemoryHolder> holders() {
        return List.of();
    }

    /**
     * The observer of the server.
     *
     * @return always the same instance; must not throw
     */
    default ServerObserver observer() {
        return ServerObserver.NOOP;
    }

    /**
     * Called when a request was refused.
     *
     * @param error the details
     */
    void onConnectionError(ConnectionError error);
}
