package dev.parley.socketio.event;

/**
 * Intercepts every event of a socket before its listeners, and may change or refuse it. A middleware that throws
 * refuses the event.
 */
@FunctionalInterface
public interface SocketMiddleware {

    /**
     * Handles an event, and calls {@code next} synchronously or later. The socket's later events are held meanwhile.
     *
     * @param event the event
     * @param next continues or refuses
     * @throws Exception to refuse the event
     */
    void handle(Event event, EventNext next) throws Exception;
}
