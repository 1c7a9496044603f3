package dev.parley.engineio.session;

import dev.parley.runtime.MemoryHolder;
import dev.parley.runtime.observe.ServerObserver;
import dev.parley.transport.ConnectionError;
import java.util.Collection;
import java.util.List;

/** What the layer above the engine is notified of by the whole server. Called on I/O threads; must not block. */
public interface EngineListener {

    /**
     * A session opens. What is offered to it before this returns goes out behind the open packet.
     *
     * @param session the new session
     * @return the listener for it
     */
    SessionListener onSession(Session session);

    /**
     * What the layer above keeps for no session in particular and can give up when memory is short.
     *
     * @return the holders there are now
     */
    default Collection<? extends MemoryHolder> holders() {
        return List.of();
    }

    /**
     * What observes the server.
     *
     * @return always the same; throws nothing
     */
    default ServerObserver observer() {
        return ServerObserver.NOOP;
    }

    /**
     * A request was refused.
     *
     * @param error what happened
     */
    void onConnectionError(ConnectionError error);
}
