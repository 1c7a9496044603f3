package dev.parley.socketio.event;

/** Sees every event of one socket before its listeners, and may change or refuse it. A middleware that throws refuses. */
@FunctionalInterface
public interface SocketMiddleware {

    /**
     * Looks at an event, and calls {@code next} now or later. The socket's later events wait meanwhile.
     *
     * @param event the event
     * @param next goes on or refuses
     * @throws Exception to refuse the event
     */
    void handle(Event event, EventNext next) throws Exception;
}
