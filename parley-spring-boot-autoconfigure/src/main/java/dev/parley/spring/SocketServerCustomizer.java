package dev.parley.spring;

import dev.parley.socketio.SocketServerBuilder;

/** Changes the settings of the Socket.IO server behind those of the properties. Beans of this type are called in their order. */
@FunctionalInterface
public interface SocketServerCustomizer {

    /**
     * Changes the settings.
     *
     * @param builder the server before it is made
     */
    void customize(SocketServerBuilder builder);
}
