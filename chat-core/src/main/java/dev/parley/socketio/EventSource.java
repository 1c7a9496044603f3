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
 * The listeners of a {@link Socket}, and the others that it can send to.
 *
 * <p>Listeners run one at a time, in the order of registration, in the socket's mailbox. Registering and removing is allowed
 * at any time, on any thread. The typed forms demand their arguments: an event whose argument is missing, null, or of another
 * type is a failure with the code {@value EventException#INVALID_PAYLOAD}; take the untyped form for optional arguments.
 *
 * <p>A listener that throws harms nobody else: the other listeners run, the server's error hook is called, and a peer that asked
 * for an answer gets {@code {ok: false, code, message}} (see {@link EventException}).
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
     * Listens to an event and takes no arguments.
     *
     * @param event the event's name
     * @param listener what to run
     * @return removes the listener
     */
    public final Subscription on(String event, Runnable listener) {
        Objects.requireNonNull(listener, "listener");
        return add(event, false, Listener.silent(received -> listener.run()));
    }

    /**
     * Listens to an event, with all its arguments.
     *
     * @param event the event's name
     * @param listener what to call
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
     * @param listener what to call
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
     * @param listener what to call
     * @return removes the listener
     */
    public final <T> Subscription on(String event, PayloadType<T> type, Consumer<T> listener) {
        return add(
                event,
                false,
                Listener.silent(received -> listener.accept(received.args().demand(0, type))));
    }

    /**
     * Listens to an event with one argument, and answers it.
     *
     * @param <T> the argument's type
     * @param event the event's name
     * @param type the argument's type
     * @param listener what to call; may answer later
     * @return removes the listener
     */
    public final <T> Subscription on(String event, Class<T> type, BiConsumer<T, Ack> listener) {
        return add(event, false, received -> listener.accept(received.args().demand(0, type), received.ack()));
    }

    /**
     * Listens to an event with one argument of a generic type, and answers it.
     *
     * @param <T> the argument's type
     * @param event the event's name
     * @param type the argument's type
     * @param listener what to call; may answer later
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
     * @param listener what to call
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
     * Listens to an event until it comes for the first time.
     *
     * @param event the event's name
     * @param listener what to run
     * @return removes the listener
     */
    public final Subscription once(String event, Runnable listener) {
        Objects.requireNonNull(listener, "listener");
        return add(event, true, Listener.silent(received -> listener.run()));
    }

    /**
     * Listens to an event until it comes for the first time.
     *
     * @param event the event's name
     * @param listener what to call
     * @return removes the listener
     */
    public final Subscription once(String event, Consumer<Event> listener) {
        Objects.requireNonNull(listener, "listener");
        return add(event, true, listener::accept);
    }

    /**
     * Listens to an event with one argument until it comes for the first time.
     *
     * @param <T> the argument's type
     * @param event the event's name
     * @param type the argument's type
     * @param listener what to call
     * @return removes the listener
     */
    public final <T> Subscription once(String event, Class<T> type, Consumer<T> listener) {
        return add(
                event,
                true,
                Listener.silent(received -> listener.accept(received.args().demand(0, type))));
    }

    /**
     * Answers an event with what a function of all its arguments returns.
     *
     * @param event the event's name
     * @param handler returns the answer; a {@link CompletionStage} answers when it completes, a failed one negatively; null
     *     is an answer as well
     * @return removes the listener
     */
    public final Subscription onRequest(String event, Function<Event, ?> handler) {
        return add(event, false, received -> answer(received, handler.apply(received)));
    }

    /**
     * Answers an event of one argument with what a function returns.
     *
     * @param <T> the argument's type
     * @param event the event's name
     * @param type the argument's type
     * @param handler returns the answer, or a {@link CompletionStage} of it
     * @return removes the listener
     */
    public final <T> Subscription onRequest(String event, Class<T> type, Function<T, ?> handler) {
        return add(
                event,
                false,
                received -> answer(received, handler.apply(received.args().demand(0, type))));
    }

    /**
     * Answers an event of one argument of a generic type with what a function returns.
     *
     * @param <T> the argument's type
     * @param event the event's name
     * @param type the argument's type
     * @param handler returns the answer, or a {@link CompletionStage} of it
     * @return removes the listener
     */
    public final <T> Subscription onRequest(String event, PayloadType<T> type, Function<T, ?> handler) {
        return add(
                event,
                false,
                received -> answer(received, handler.apply(received.args().demand(0, type))));
    }

    /**
     * Answers an event of two arguments with what a function returns.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param event the event's name
     * @param first the first argument's type
     * @param second the second argument's type
     * @param handler returns the answer, or a {@link CompletionStage} of it
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

    /** Removes the listeners of all events; those for any event stay. */
    public final void off() {
        listeners.removeIf(entry -> entry.kind() == Kind.EVENT);
    }

    /**
     * Listens to every event that arrives, before the event's own listeners.
     *
     * @param listener what to call
     * @return removes the listener
     */
    public final Subscription onAny(Consumer<Event> listener) {
        return any(Kind.ANY_INCOMING, listener, false);
    }

    /**
     * Listens to every event that arrives, before all listeners registered so far.
     *
     * @param listener what to call
     * @return removes the listener
     */
    public final Subscription prependAny(Consumer<Event> listener) {
        return any(Kind.ANY_INCOMING, listener, true);
    }

    /**
     * Listens to the events that have no listener of their own.
     *
     * @param listener what to call
     * @return removes the listener
     */
    public final Subscription onUnhandled(Consumer<Event> listener) {
        return any(Kind.UNHANDLED, listener, false);
    }

    /**
     * Limits how often an event may come from this socket; there is no limit by default. One that comes too soon reaches neither
     * middleware nor listeners: error listeners get a {@link RateLimitException}, and a peer that asked for an answer gets {@code {ok:
     * false, code: "RATE_LIMITED", message, retryAfterMs}}. Several limits hold together; a refused event counts for none.
     *
     * @param event the event's name
     * @param limit how many in how long
     * @return removes the limit
     */
    public final Subscription limit(String event, RateLimit limit) {
        return ownLimits().add(Objects.requireNonNull(event, "event"), limit);
    }

    /**
     * Limits how many events may come from this socket, whatever their names, as {@link #limit(String, RateLimit)} does for one.
     *
     * @param limit how many in how long
     * @return removes the limit
     */
    public final Subscription limit(RateLimit limit) {
        return ownLimits().add(null, limit);
    }

    /** Removes all listeners for any event that arrives. */
    public final void offAny() {
        listeners.removeIf(entry -> entry.kind() == Kind.ANY_INCOMING);
    }

    /**
     * Listens to every event that is sent to this socket, broadcasts included and acks not. Runs in the socket's mailbox,
     * after the event was handed on.
     *
     * @param listener what to call, with the arguments as they were given to {@code emit}
     * @return removes the listener
     */
    public final Subscription onAnyOutgoing(Consumer<Event> listener) {
        return any(Kind.ANY_OUTGOING, listener, false);
    }

    /**
     * Listens to every event that is sent to this socket, before all listeners registered so far.
     *
     * @param listener what to call
     * @return removes the listener
     */
    public final Subscription prependAnyOutgoing(Consumer<Event> listener) {
        return any(Kind.ANY_OUTGOING, listener, true);
    }

    /** Removes all listeners for any event that is sent. */
    public final void offAnyOutgoing() {
        listeners.removeIf(entry -> entry.kind() == Kind.ANY_OUTGOING);
    }

    /**
     * Adds a middleware for the events of this socket, behind those added before.
     *
     * @param check sees every event
     * @return removes the middleware
     */
    public final Subscription use(SocketMiddleware check) {
        return own(Kind.MIDDLEWARE, new Listener.OfMiddleware(check));
    }

    /**
     * Calls a listener when the socket is leaving and its rooms are still there.
     *
     * @param listener gets the reason
     * @return removes the listener
     */
    public final Subscription onDisconnecting(Consumer<DisconnectReason> listener) {
        return own(Kind.DISCONNECTING, new Listener.OfEnd((reason, description) -> listener.accept(reason)));
    }

    /**
     * Calls a listener when the socket has left and its rooms are gone.
     *
     * @param listener gets the reason
     * @return removes the listener
     */
    public final Subscription onDisconnect(Consumer<DisconnectReason> listener) {
        return own(Kind.DISCONNECT, new Listener.OfEnd((reason, description) -> listener.accept(reason)));
    }

    /**
     * Calls a listener when the socket has left and its rooms are gone.
     *
     * @param listener gets the reason, and a description for logs, possibly empty
     * @return removes the listener
     */
    public final Subscription onDisconnect(BiConsumer<DisconnectReason, String> listener) {
        return own(Kind.DISCONNECT, new Listener.OfEnd(listener));
    }

    /**
     * Calls a listener when a middleware of this socket refused an event.
     *
     * @param listener gets the cause
     * @return removes the listener
     */
    public final Subscription onError(Consumer<Throwable> listener) {
        return own(Kind.ERROR, new Listener.OfErrors(listener));
    }

    private Subscription own(Kind kind, Listener listener) {
        return listeners.add(new Entry(null, listener, false, kind), false);
    }

    /**
     * All sockets of the namespace but this one.
     *
     * @return an operator on them
     */
    public abstract BroadcastOperator broadcast();

    /**
     * The sockets of these rooms, without this one.
     *
     * @param rooms room names
     * @return an operator on them
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
     * All sockets of the namespace but this one and those in these rooms.
     *
     * @param rooms room names
     * @return an operator on them
     */
    public final BroadcastOperator except(String... rooms) {
        return broadcast().except(rooms);
    }

    /**
     * Only other sockets of this process.
     *
     * @return an operator on them
     */
    public final BroadcastOperator local() {
        return broadcast().local();
    }

    /** Calls what an answer's stage failed with; the failure becomes a negative answer. */
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
