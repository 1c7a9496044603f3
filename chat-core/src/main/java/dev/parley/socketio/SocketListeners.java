package dev.parley.socketio;

import dev.parley.socketio.event.DisconnectReason;
import dev.parley.socketio.event.Event;
import dev.parley.socketio.event.EventException;
import dev.parley.socketio.event.RateLimit;
import dev.parley.socketio.event.SocketMiddleware;
import dev.parley.socketio.event.Subscription;
import dev.parley.socketio.listener.Answering;
import dev.parley.socketio.listener.EventLimits;
import dev.parley.socketio.listener.Listener;
import dev.parley.socketio.listener.ListenerRegistry;
import dev.parley.socketio.listener.Outgoing;
import dev.parley.socketio.listener.Refusals;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The listeners, middleware and rate limits of one socket. */
final class SocketListeners extends ListenerRegistry implements EventSource {

    private final Socket socket;
    /** Null until there is a limit. */
    private volatile @Nullable EventLimits limits;

    SocketListeners(Socket socket) {
        this.socket = socket;
    }

    @Nullable
    EventLimits limits() {
        return limits;
    }

    @Override
    public Subscription on(String event, Consumer<Event> listener) {
        return add(event, false, Listener.of(listener));
    }

    @Override
    public Subscription once(String event, Consumer<Event> listener) {
        return add(event, true, Listener.of(listener));
    }

    @Override
    public Subscription onRequest(String event, Function<Event, ?> handler) {
        Objects.requireNonNull(handler, "handler");
        return add(event, false, received -> Answering.answer(received, handler.apply(received), this::failed));
    }

    @Override
    public void off(String event) {
        removeIf(entry -> entry.kind() == Kind.EVENT && event.equals(entry.event()));
    }

    @Override
    public void off() {
        remove(Kind.EVENT);
    }

    @Override
    public Subscription onAny(Consumer<Event> listener) {
        return add(Kind.ANY_INCOMING, Listener.of(listener), false);
    }

    @Override
    public Subscription prependAny(Consumer<Event> listener) {
        return add(Kind.ANY_INCOMING, Listener.of(listener), true);
    }

    @Override
    public void offAny() {
        remove(Kind.ANY_INCOMING);
    }

    @Override
    public Subscription onUnhandled(Consumer<Event> listener) {
        return add(Kind.UNHANDLED, Listener.of(listener), false);
    }

    @Override
    public Subscription onAnyOutgoing(Consumer<Event> listener) {
        return addOutgoing(listener, false);
    }

    @Override
    public Subscription prependAnyOutgoing(Consumer<Event> listener) {
        return addOutgoing(listener, true);
    }

    private Subscription addOutgoing(Consumer<Event> listener, boolean first) {
        Subscription subscription = add(Kind.ANY_OUTGOING, Listener.of(listener), first);
        socket.output().watched();
        return subscription;
    }

    @Override
    public void offAnyOutgoing() {
        remove(Kind.ANY_OUTGOING);
    }

    @Override
    public Subscription use(SocketMiddleware check) {
        return add(Kind.MIDDLEWARE, new Listener.OfMiddleware(check), false);
    }

    @Override
    public Subscription limit(String event, RateLimit limit) {
        return ownLimits().add(Objects.requireNonNull(event, "event"), limit);
    }

    @Override
    public Subscription limit(RateLimit limit) {
        return ownLimits().add(null, limit);
    }

    @Override
    public Subscription onError(Consumer<Throwable> listener) {
        return add(Kind.ERROR, new Listener.OfErrors(listener), false);
    }

    @Override
    public Subscription onDisconnecting(Consumer<DisconnectReason> listener) {
        Objects.requireNonNull(listener, "listener");
        return add(Kind.DISCONNECTING, new Listener.OfEnd((reason, description) -> listener.accept(reason)), false);
    }

    @Override
    public Subscription onDisconnect(BiConsumer<DisconnectReason, String> listener) {
        return add(Kind.DISCONNECT, new Listener.OfEnd(listener), false);
    }

    /** Passes an event that was sent to the listeners for sent events, in the mailbox. */
    void notifyOutgoing(Event event) {
        socket.mailbox().offer(new Outgoing(this, event, this::report));
    }

    /** Runs a listener; an exception is reported and has no other effect. */
    void guard(String event, Runnable listener) {
        try {
            listener.run();
        } catch (Throwable failure) {
            report(event, failure);
        }
    }

    /** A listener, or the stage of its acknowledgement, failed: the failure becomes a negative acknowledgement. */
    void failed(Event event, Throwable cause) {
        Throwable failure = cause instanceof CompletionException && cause.getCause() != null ? cause.getCause() : cause;
        report(event.name(), failure);
        event.ack().send(Refusals.answer(failure, EventException.INTERNAL_ERROR, "internal error"));
    }

    private void report(String event, Throwable failure) {
        socket.namespace().server().report(new HandlerFailure(socket, event, failure));
    }

    private Subscription add(String event, boolean once, Listener listener) {
        return add(new Entry(Objects.requireNonNull(event, "event"), listener, once, Kind.EVENT), false);
    }

    private Subscription add(Kind kind, Listener listener, boolean first) {
        return add(new Entry(null, listener, false, kind), first);
    }

    private void remove(Kind kind) {
        removeIf(entry -> entry.kind() == kind);
    }

    private synchronized EventLimits ownLimits() {
        EventLimits known = limits;
        if (known == null) {
            known = new EventLimits();
            limits = known;
        }
        return known;
    }
}
