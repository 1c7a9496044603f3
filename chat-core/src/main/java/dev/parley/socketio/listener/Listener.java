package dev.parley.socketio.listener;

import dev.parley.socketio.event.DisconnectReason;
import dev.parley.socketio.event.Event;
import dev.parley.socketio.event.SocketMiddleware;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A registered listener, in any of the forms the application may use. */
@FunctionalInterface
public interface Listener {

    void call(Event event) throws Exception;

    /** Whether it can acknowledge the event, now or later. */
    default boolean canAnswer() {
        return true;
    }

    /** The listener in the form that the application registers. */
    static Listener of(Consumer<Event> listener) {
        return Objects.requireNonNull(listener, "listener") instanceof Listener known ? known : listener::accept;
    }

    /** A middleware for the events of a socket. */
    record OfMiddleware(SocketMiddleware middleware) implements Listener {

        @Override
        public void call(Event event) {
            throw new IllegalStateException("a middleware is not called as a listener");
        }
    }

    /** A disconnect listener. */
    record OfEnd(BiConsumer<DisconnectReason, String> listener) implements Listener {

        @Override
        public void call(Event event) {
            throw new IllegalStateException("called at the end of the socket only");
        }
    }

    /** A listener for refused events. */
    record OfErrors(Consumer<Throwable> listener) implements Listener {

        @Override
        public void call(Event event) {
            throw new IllegalStateException("called for refused events only");
        }
    }
}
