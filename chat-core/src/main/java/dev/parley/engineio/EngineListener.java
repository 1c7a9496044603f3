package dev.parley.engineio;

import dev.parley.transport.ConnectionError;

/** What the layer above the engine hears of the whole server. Called on I/O threads; must not block. */
public interface EngineListener {

    /**
     * A session opens. What is offered to it before this returns goes out behind the open packet.
     *
     * @param session the new session
     * @return who hears of it
     */
    SessionListener onSession(Session session);

    /**
     * A request was refused.
     *
     * @param error what happened
     */
    void onConnectionError(ConnectionError error);
}
