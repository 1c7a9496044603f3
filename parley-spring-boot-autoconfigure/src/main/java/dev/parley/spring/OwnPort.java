package dev.parley.spring;

import dev.parley.transport.TransportHandler;

/** A server of the engine's own, beside the application's. */
interface OwnPort {

    void start(TransportHandler handler);

    /** The port that it listens on. */
    int port();

    void stop();
}
