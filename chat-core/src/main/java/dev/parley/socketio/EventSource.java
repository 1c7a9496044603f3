package dev.parley.socketio;

import dev.parley.socketio.event.Ack;
import dev.parley.socketio.event.DisconnectReason;
import dev.parley.socketio.event.Event;
import dev.parley.socketio.event.EventException;
import dev.parley.socketio.event.PayloadType;
import dev.parley.socketio.event.RateLimit;
import dev.parley.socketio.event.RateLimitException;
import dev.parley.socketio.event.SocketMiddleware;
import dev.parley.socketio.event.Subscription;
import dev.parley.socketio.listener.SilentListener;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Registers listeners for the events of one client, which {@link Socket} is.
 *
 * <p>Listeners run serially, in registration order, in the socket's mailbox. They can be registered and removed at any
 * time, on any thread. Typed listeners require their arguments: a missing, null or mismatching argument is a failure
 * with the code {@value EventException#INVALID_PAYLOAD}; use the untyped form for optional arguments.
 *
 * <p>A listener that throws affects no other: the other listeners run, the server's error hook is called, and a peer
 * that requested an acknowledgement gets {@code {ok: false, code, message}} (see {@link EventException}).
 */
public interface EventSource {

    /**
     * Listens to an event, ignoring its arguments.
     *
     * @param event the event's name
     * @param listener the listener
     * @return removes the listener
     */
    default Subscription on(String event, Runnable listener) {
        Objects.requireNonNull(listener, "listener");
        return on(event, new SilentListener(received -> listener.run()));
    }

    /**
     * Listens to an event with all its arguments.
     *
     * @param event the event's name
     * @param listener the listener
     * @return removes the listener
     */
    Subscription on(String event, Consumer<Event> listener);

    /**
     * Listens to an event with one argument.
     *
     * @param <T> the argument's type
     * @param event the event's name
     * @param type the argument's type
     * @param listener the listener
     * @return removes the listener
     */
    default <T> Subscription on(String event, Class<T> type, Consumer<T> listener) {
        return on(
                event,
                new SilentListener(received -> listener.accept(received.args().demand(0, type))));
    }

    /**
     * Listens to an event with one argument of a generic type.
     *
     * @param <T> the argument's type
     * @param event the event's name
     * @param type the argument's type
     * @param listener the listener
     * @return removes the listener
     */
    default <T> Subscription on(String event, PayloadType<T> type, Consumer<T> listener) {
        return on(
                event,
                new SilentListener(received -> listener.accept(received.args().demand(0, type))));
    }

    /**
     * Listens to an event with one argument and acknowledges it.
     *
     * @param <T> the argument's type
     * @param event the event's name
     * @param type the argument's type
     * @param listener the listener; may acknowledge later
     * @return removes the listener
     */
    default <T> Subscription on(String event, Class<T> type, BiConsumer<T, Ack> listener) {
        return on(event, received -> listener.accept(received.args().demand(0, type), received.ack()));
    }

    /**
     * Listens to an event with one argument of a generic type and acknowledges it.
     *
     * @param <T> the argument's type
     * @param event the event's name
     * @param type the argument's type
     * @param listener the listener; may acknowledge later
     * @return removes the listener
     */
    default <T> Subscription on(String event, PayloadType<T> type, BiConsumer<T, Ack> listener) {
        return on(event, received -> listener.accept(received.args().demand(0, type), received.ack()));
    }

    /**
     * Listens to an event with two arguments.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param event the event's name
     * @param first the first argument's type
     * @param second the second argument's type
     * @param listener the listener
     * @return removes the listener
     */
    default <A, B> Subscription on(String event, Class<A> first, Class<B> second, BiConsumer<A, B> listener) {
        return on(
                event,
                new SilentListener(received -> listener.accept(
                        received.args().demand(0, first), received.args().demand(1, second))));
    }

    /**
     * Listens to the next occurrence of an event.
     *
     * @param event the event's name
     * @param listener the listener
     * @return removes the listener
     */
    default Subscription once(String event, Runnable listener) {
        Objects.requireNonNull(listener, "listener");
        return once(event, new SilentListener(received -> listener.run()));
    }

    /**
     * Listens to the next occurrence of an event.
     *
     * @param event the event's name
     * @param listener the listener
     * @return removes the listener
     */
    Subscription once(String event, Consumer<Event> listener);

    /**
     * Listens to the next occurrence of an event with one argument.
     *
     * @param <T> the argument's type
     * @param event the event's name
     * @param type the argument's type
     * @param listener the listener
     * @return removes the listener
     */
    default <T> Subscription once(String event, Class<T> type, Consumer<T> listener) {
        return once(
                event,
                new SilentListener(received -> listener.accept(received.args().demand(0, type))));
    }

    /**
     * Acknowledges an event with the result of a function of all its arguments.
     *
     * @param event the event's name
     * @param handler returns the acknowledgement; a {@link CompletionStage} acknowledges on completion, negatively if
     *     it fails; null is an acknowledgement as well
     * @return removes the listener
     */
    Subscription onRequest(String event, Function<Event, ?> handler);

    /**
     * Acknowledges an event with one argument with the result of a function.
     *
     * @param <T> the argument's type
     * @param event the event's name
     * @param type the argument's type
     * @param handler returns the acknowledgement, or a {@link CompletionStage} of it
     * @return removes the listener
     */
    default <T> Subscription onRequest(String event, Class<T> type, Function<T, ?> handler) {
        return onRequest(event, received -> handler.apply(received.args().demand(0, type)));
    }

    /**
     * Acknowledges an event with one argument of a generic type with the result of a function.
     *
     * @param <T> the argument's type
     * @param event the event's name
     * @param type the argument's type
     * @param handler returns the acknowledgement, or a {@link CompletionStage} of it
     * @return removes the listener
     */
    default <T> Subscription onRequest(String event, PayloadType<T> type, Function<T, ?> handler) {
        return onRequest(event, received -> handler.apply(received.args().demand(0, type)));
    }

    /**
     * Acknowledges an event with two arguments with the result of a function.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param event the event's name
     * @param first the first argument's type
     * @param second the second argument's type
     * @param handler returns the acknowledgement, or a {@link CompletionStage} of it
     * @return removes the listener
     */
    default <A, B> Subscription onRequest(String event, Class<A> first, Class<B> second, BiFunction<A, B, ?> handler) {
        return onRequest(
                event,
                received -> handler.apply(
                        received.args().demand(0, first), received.args().demand(1, second)));
    }

    /**
     * Removes all listeners of an event.
     *
     * @param event the event's name
     */
    void off(String event);

    /** Removes the listeners of all events, except catch-all listeners. */
    void off();

    /**
     * Listens to every received event, before the event's own listeners.
     *
     * @param listener the listener
     * @return removes the listener
     */
    Subscription onAny(Consumer<Event> listener);

    /**
     * Listens to every received event, before all listeners registered so far.
     *
     * @param listener the listener
     * @return removes the listener
     */
    Subscription prependAny(Consumer<Event> listener);

    /**
     * Listens to events without a listener of their own.
     *
     * @param listener the listener
     * @return removes the listener
     */
    Subscription onUnhandled(Consumer<Event> listener);

    /**
     * Limits the rate of an event from this socket; there is no limit by default. An excess event reaches neither
     * middleware nor listeners: error listeners get a {@link RateLimitException}, and a peer that requested an
     * acknowledgement gets {@code {ok: false, code: "RATE_LIMITED", message, retryAfterMs}}. All limits apply together;
     * a refused event counts towards none.
     *
     * @param event the event's name
     * @param limit the rate
     * @return removes the limit
     */
    Subscription limit(String event, RateLimit limit);

    /**
     * Limits the rate of all events from this socket, like {@link #limit(String, RateLimit)} for one.
     *
     * @param limit the rate
     * @return removes the limit
     */
    Subscription limit(RateLimit limit);

    /** Removes all catch-all listeners for received events. */
    void offAny();

    /**
     * Listens to every event sent to this socket, including broadcasts but not acknowledgements. Runs in the socket's
     * mailbox, after the event was passed on.
     *
     * @param listener the listener, which receives the arguments as passed to {@code emit}
     * @return removes the listener
     */
    Subscription onAnyOutgoing(Consumer<Event> listener);

    /**
     * Listens to every event sent to this socket, before all listeners registered so far.
     *
     * @param listener the listener
     * @return removes the listener
     */
    Subscription prependAnyOutgoing(Consumer<Event> listener);

    /** Removes all catch-all listeners for sent events. */
    void offAnyOutgoing();

    /**
     * Adds a middleware for the events of this socket, after those added before.
     *
     * @param check called for every event
     * @return removes the middleware
     */
    Subscription use(SocketMiddleware check);

    /**
     * Adds a listener that is called while the socket is disconnecting and still in its rooms.
     *
     * @param listener receives the reason
     * @return removes the listener
     */
    Subscription onDisconnecting(Consumer<DisconnectReason> listener);

    /**
     * Adds a listener that is called once the socket has disconnected and left its rooms.
     *
     * @param listener receives the reason
     * @return removes the listener
     */
    default Subscription onDisconnect(Consumer<DisconnectReason> listener) {
        Objects.requireNonNull(listener, "listener");
        return onDisconnect((reason, description) -> listener.accept(reason));
    }

    /**
     * Adds a listener that is called once the socket has disconnected and left its rooms.
     *
     * @param listener receives the reason, and details for the log, possibly empty
     * @return removes the listener
     */
    Subscription onDisconnect(BiConsumer<DisconnectReason, String> listener);

    /**
     * Adds a listener for events refused by a middleware of this socket.
     *
     * @param listener receives the cause
     * @return removes the listener
     */
    Subscription onError(Consumer<Throwable> listener);
}
