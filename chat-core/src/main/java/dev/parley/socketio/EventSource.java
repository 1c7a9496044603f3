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
import dev.parley.socketio.listener.Answering;
import dev.parley.socketio.listener.EventLimits;
import dev.parley.socketio.listener.Listener;
import dev.parley.socketio.listener.ListenerRegistry;
import dev.parley.socketio.listener.ListenerRegistry.Entry;
import dev.parley.socketio.listener.ListenerRegistry.Kind;
import dev.parley.socketio.packet.JsonCodec;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The listeners of a {@link Socket}, and operators for other sockets.
 *
 * <p>Listeners run serially, in registration order, in the socket's mailbox. They can be registered and removed at any
 * time, on any thread. Typed listeners require their arguments: a missing, null or mismatching argument is a failure
 * with the code {@value EventException#INVALID_PAYLOAD}; use the untyped form for optional arguments.
 *
 * <p>A listener that throws affects no other: the other listeners run, the server's error hook is called, and a peer
 * that requested an acknowledgement gets {@code {ok: false, code, message}} (see {@link EventException}).
 */
public abstract class EventSource {

    private final ListenerRegistry listeners = new ListenerRegistry();
    private final JsonCodec json;
    /** Null until there is a limit. */
    private volatile @Nullable EventLimits limits;

    EventSource(JsonCodec json) {
        this.json = json;
    }

    @Nullable
    final EventLimits limits() {
        return limits;
    }

    private synchronized EventLimits ownLimits() {
        EventLimits known = limits;
        if (known == null) {
            known = new EventLimits();
            limits = known;
        }
        return known;
    }

    final ListenerRegistry listeners() {
        return listeners;
    }

    final JsonCodec json() {
        return json;
    }

    /**
     * Listens to an event, ignoring its arguments.
     *
     * @param event the event's name
     * @param listener the listener
     * @return removes the listener
     */
    public final Subscription on(String event, Runnable listener) {
        Objects.requireNonNull(listener, "listener");
        return add(event, false, Listener.silent(received -> listener.run()));
    }

    /**
     * Listens to an event with all its arguments.
     *
     * @param event the event's name
     * @param listener the listener
     * @return removes the listener
     */
    public final Subscription on(String event, Consumer<Event> listener) {
        Objects.requireNonNull(listener, "listener");
        return add(event, false, listener::accept);
    }

    /**
     * Listens to an event with one argument.
     *
     * @param <T> the argument's type
     * @param event the event's name
     * @param type the argument's type
     * @param listener the listener
     * @return removes the listener
     */
    public final <T> Subscription on(String event, Class<T> type, Consumer<T> listener) {
        return add(
                event,
                false,
                Listener.silent(received -> listener.accept(received.args().demand(0, type))));
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
    public final <T> Subscription on(String event, PayloadType<T> type, Consumer<T> listener) {
        return add(
                event,
                false,
                Listener.silent(received -> listener.accept(received.args().demand(0, type))));
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
    public final <T> Subscription on(String event, Class<T> type, BiConsumer<T, Ack> listener) {
        return add(event, false, received -> listener.accept(received.args().demand(0, type), received.ack()));
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
    public final <T> Subscription on(String event, PayloadType<T> type, BiConsumer<T, Ack> listener) {
        return add(event, false, received -> listener.accept(received.args().demand(0, type), received.ack()));
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
    public final <A, B> Subscription on(String event, Class<A> first, Class<B> second, BiConsumer<A, B> listener) {
        return add(
                event,
                false,
                Listener.silent(received -> listener.accept(
                        received.args().demand(0, first), received.args().demand(1, second))));
    }

    /**
     * Listens to the next occurrence of an event.
     *
     * @param event the event's name
     * @param listener the listener
     * @return removes the listener
     */
    public final Subscription once(String event, Runnable listener) {
        Objects.requireNonNull(listener, "listener");
        return add(event, true, Listener.silent(received -> listener.run()));
    }

    /**
     * Listens to the next occurrence of an event.
     *
     * @param event the event's name
     * @param listener the listener
     * @return removes the listener
     */
    public final Subscription once(String event, Consumer<Event> listener) {
        Objects.requireNonNull(listener, "listener");
        return add(event, true, listener::accept);
    }

    /**
     * Listens to the next occurrence of an event with one argument.
     *
     * @param <T> the argument's type
     * @param event the event's name
     * @param type the argument's type
     * @param listener the listener
     * @return removes the listener
     */
    public final <T> Subscription once(String event, Class<T> type, Consumer<T> listener) {
        return add(
                event,
                true,
                Listener.silent(received -> listener.accept(received.args().demand(0, type))));
    }

    /**
     * Acknowledges an event with the result of a function of all its arguments.
     *
     * @param event the event's name
     * @param handler returns the acknowledgement; a {@link CompletionStage} acknowledges on completion, negatively if
     *     it fails; null is an acknowledgement as well
     * @return removes the listener
     */
    public final Subscription onRequest(String event, Function<Event, ?> handler) {
        return add(event, false, received -> answer(received, handler.apply(received)));
    }

    /**
     * Acknowledges an event with one argument with the result of a function.
     *
     * @param <T> the argument's type
     * @param event the event's name
     * @param type the argument's type
     * @param handler returns the acknowledgement, or a {@link CompletionStage} of it
     * @return removes the listener
     */
    public final <T> Subscription onRequest(String event, Class<T> type, Function<T, ?> handler) {
        return add(
                event,
                false,
                received -> answer(received, handler.apply(received.args().demand(0, type))));
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
    public final <T> Subscription onRequest(String event, PayloadType<T> type, Function<T, ?> handler) {
        return add(
                event,
                false,
                received -> answer(received, handler.apply(received.args().demand(0, type))));
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
    public final <A, B> Subscription onRequest(
            String event, Class<A> first, Class<B> second, BiFunction<A, B, ?> handler) {
        return add(
                event,
                false,
                received -> answer(
                        received,
                        handler.apply(
                                received.args().demand(0, first),
                                received.args().demand(1, second))));
    }

    /**
     * Removes all listeners of an event.
     *
     * @param event the event's name
     */
    public final void off(String event) {
        listeners.removeIf(entry -> entry.kind() == Kind.EVENT && event.equals(entry.event()));
    }

    /** Removes the listeners of all events, except catch-all listeners. */
    public final void off() {
        listeners.removeIf(entry -> entry.kind() == Kind.EVENT);
    }

    /**
     * Listens to every received event, before the event's own listeners.
     *
     * @param listener the listener
     * @return removes the listener
     */
    public final Subscription onAny(Consumer<Event> listener) {
        return any(Kind.ANY_INCOMING, listener, false);
    }

    /**
     * Listens to every received event, before all listeners registered so far.
     *
     * @param listener the listener
     * @return removes the listener
     */
    public final Subscription prependAny(Consumer<Event> listener) {
        return any(Kind.ANY_INCOMING, listener, true);
    }

    /**
     * Listens to events without a listener of their own.
     *
     * @param listener the listener
     * @return removes the listener
     */
    public final Subscription onUnhandled(Consumer<Event> listener) {
        return any(Kind.UNHANDLED, listener, false);
    }

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
    public final Subscription limit(String event, RateLimit limit) {
        return ownLimits().add(Objects.requireNonNull(event, "event"), limit);
    }

    /**
     * Limits the rate of all events from this socket, like {@link #limit(String, RateLimit)} for one.
     *
     * @param limit the rate
     * @return removes the limit
     */
    public final Subscription limit(RateLimit limit) {
        return ownLimits().add(null, limit);
    }

    /** Removes all catch-all listeners for received events. */
    public final void offAny() {
        listeners.removeIf(entry -> entry.kind() == Kind.ANY_INCOMING);
    }

    /**
     * Listens to every event sent to this socket, including broadcasts but not acknowledgements. Runs in the socket's
     * mailbox, after the event was passed on.
     *
     * @param listener the listener, which receives the arguments as passed to {@code emit}
     * @return removes the listener
     */
    public final Subscription onAnyOutgoing(Consumer<Event> listener) {
        return any(Kind.ANY_OUTGOING, listener, false);
    }

    /**
     * Listens to every event sent to this socket, before all listeners registered so far.
     *
     * @param listener the listener
     * @return removes the listener
     */
    public final Subscription prependAnyOutgoing(Consumer<Event> listener) {
        return any(Kind.ANY_OUTGOING, listener, true);
    }

    /** Removes all catch-all listeners for sent events. */
    public final void offAnyOutgoing() {
        listeners.removeIf(entry -> entry.kind() == Kind.ANY_OUTGOING);
    }

    /**
     * Adds a middleware for the events of this socket, after those added before.
     *
     * @param check called for every event
     * @return removes the middleware
     */
    public final Subscription use(SocketMiddleware check) {
        return own(Kind.MIDDLEWARE, new Listener.OfMiddleware(check));
    }

    /**
     * Adds a listener that is called while the socket is disconnecting and still in its rooms.
     *
     * @param listener receives the reason
     * @return removes the listener
     */
    public final Subscription onDisconnecting(Consumer<DisconnectReason> listener) {
        return own(Kind.DISCONNECTING, new Listener.OfEnd((reason, description) -> listener.accept(reason)));
    }

    /**
     * Adds a listener that is called once the socket has disconnected and left its rooms.
     *
     * @param listener receives the reason
     * @return removes the listener
     */
    public final Subscription onDisconnect(Consumer<DisconnectReason> listener) {
        return own(Kind.DISCONNECT, new Listener.OfEnd((reason, description) -> listener.accept(reason)));
    }

    /**
     * Adds a listener that is called once the socket has disconnected and left its rooms.
     *
     * @param listener receives the reason, and details for the log, possibly empty
     * @return removes the listener
     */
    public final Subscription onDisconnect(BiConsumer<DisconnectReason, String> listener) {
        return own(Kind.DISCONNECT, new Listener.OfEnd(listener));
    }

    /**
     * Adds a listener for events refused by a middleware of this socket.
     *
     * @param listener receives the cause
     * @return removes the listener
     */
    public final Subscription onError(Consumer<Throwable> listener) {
        return own(Kind.ERROR, new Listener.OfErrors(listener));
    }

    private Subscription own(Kind kind, Listener listener) {
        return listeners.add(new Entry(null, listener, false, kind), false);
    }

    /**
     * Selects all other sockets of the namespace.
     *
     * @return a new operator
     */
    public abstract BroadcastOperator broadcast();

    /**
     * Selects the sockets of these rooms, without this one.
     *
     * @param rooms room names
     * @return a new operator
     */
    public final BroadcastOperator to(String... rooms) {
        return broadcast().to(rooms);
    }

    /**
     * The same as {@link #to}.
     *
     * @param rooms room names
     * @return an operator on them
     */
    public final BroadcastOperator in(String... rooms) {
        return broadcast().to(rooms);
    }

    /**
     * Selects all other sockets of the namespace, except those in these rooms.
     *
     * @param rooms room names
     * @return a new operator
     */
    public final BroadcastOperator except(String... rooms) {
        return broadcast().except(rooms);
    }

    /**
     * Selects only the other sockets of this process.
     *
     * @return a new operator
     */
    public final BroadcastOperator local() {
        return broadcast().local();
    }

    /** Called if the stage of an acknowledgement fails; the failure becomes a negative acknowledgement. */
    abstract void answerFailed(Event event, Throwable cause);

    private Subscription any(Kind kind, Consumer<Event> listener, boolean first) {
        Objects.requireNonNull(listener, "listener");
        return listeners.add(new Entry(null, listener::accept, false, kind), first);
    }

    private Subscription add(String event, boolean once, Listener listener) {
        return listeners.add(new Entry(Objects.requireNonNull(event, "event"), listener, once, Kind.EVENT), false);
    }

    private void answer(Event event, @Nullable Object result) {
        Answering.answer(event, result, this::answerFailed);
    }
}
