package dev.parley.socketio.listener;

import dev.parley.socketio.event.DisconnectReason;
import dev.parley.socketio.event.Event;
import dev.parley.socketio.event.SocketMiddleware;
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

    /** A listener that receives neither the event nor its ack. */
    static Listener silent(Listener listener) {
        return new Silent(listener);
    }

    /** Never acknowledges. */
    record Silent(Listener listener) implements Listener {

        @Override
        public void call(Event event) throws Exception {
            listener.call(event);
        }

        @Override
        public boolean canAnswer() {
            return false;
        }
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
