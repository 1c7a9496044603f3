package dev.parley.socketio;

import dev.parley.runtime.observe.EventOutcome;
import dev.parley.runtime.observe.ServerObserver;
import dev.parley.runtime.observe.ServerTracer;
import dev.parley.runtime.observe.ServerTracer.Span;
import dev.parley.socketio.ack.AckRegistry;
import dev.parley.socketio.event.Ack;
import dev.parley.socketio.event.Args;
import dev.parley.socketio.event.DisconnectReason;
import dev.parley.socketio.event.Event;
import dev.parley.socketio.event.EventException;
import dev.parley.socketio.event.EventNext;
import dev.parley.socketio.event.RateLimitException;
import dev.parley.socketio.inbound.Mailbox;
import dev.parley.socketio.listener.EventLimits;
import dev.parley.socketio.listener.Listener;
import dev.parley.socketio.listener.ListenerRegistry.Entry;
import dev.parley.socketio.listener.ListenerRegistry.Kind;
import dev.parley.socketio.listener.ReceivedAck;
import dev.parley.socketio.listener.Refusals;
import dev.parley.socketio.packet.Packet;
import dev.parley.transport.Completion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A received event on its way through the socket's mailbox: middleware, catch-all listeners, listeners. */
final class Inbound extends Mailbox.Task {

    private static final Entry[] NONE = {};

    private final Socket socket;
    private final Packet packet;
    /** When its turn started, if there is an observer. */
    private long begunAt;

    private @Nullable Throwable failure;
    private Span span = Span.NONE;
    /** Acknowledges the event; accessing it here does not count as taking it. */
    private Ack ack = ReceivedAck.UNWANTED;

    Inbound(Socket socket, Packet packet) {
        this.socket = socket;
        this.packet = packet;
    }

    /** Accepts a packet from the connection's reader, accounting for the weight of an event. */
    static void receive(Socket socket, Packet packet, long weight, Completion handled) {
        switch (packet.type()) {
            case EVENT -> {
                ServerObserver observer = socket.observer();
                String namespace = socket.namespace().name();
                observer.eventReceived(namespace);
                if (!socket.mailbox().receive(new Inbound(socket, packet), weight, handled)) {
                    observer.readingPaused(namespace);
                }
            }
            case ACK -> {
                Long ackId = packet.ackId();
                AckRegistry.PendingAck pending =
                        ackId == null ? null : socket.output().acks().remove(ackId);
                if (pending != null) {
                    pending.answered(socket.id(), packet, weight);
                }
                handled.succeed();
            }
            default -> {
                handled.succeed();
                socket.output().silence();
                socket.life().closed(DisconnectReason.CLIENT_NAMESPACE_DISCONNECT, "");
            }
        }
    }

    @Override
    public void run() {
        if (socket.life().isSilenced()) {
            return;
        }
        begunAt = now();
        ServerTracer tracer = socket.observer().tracer();
        if (tracer == ServerTracer.NOOP) {
            begin();
        } else {
            span = tracer.eventStarted(socket.namespace().name(), packet.event(), this::propagated);
            span.run(this::begin);
        }
    }

    private @Nullable String propagated(String name) {
        String given = socket.handshake().auth(name, String.class);
        return given != null ? given : socket.handshake().headers().first(name);
    }

    private void begin() {
        ack = socket.output().ackFor(packet.ackId());
        Event event = new Event(
                packet.event(), Args.of(packet, socket.namespace().server().json()), ack);
        EventLimits limits = socket.listeners().limits();
        if (limits != null) {
            RateLimitException refusal = limits.take(
                    event.name(), socket.namespace().server().scheduler().nanoTime());
            if (refusal != null) {
                refuse(event, refusal);
                return;
            }
        }
        Entry[] entries = socket.listeners().entries();
        List<Entry> middleware = null;
        for (Entry entry : entries) {
            if (entry.kind() == Kind.MIDDLEWARE) {
                middleware = middleware == null ? new ArrayList<>() : middleware;
                middleware.add(entry);
            }
        }
        if (middleware == null) {
            deliver(event);
        } else {
            Duration limit = socket.namespace().answerLimit();
            if (limit != null && ack instanceof ReceivedAck received) {
                // A middleware may never decide.
                socket.output().watch(received, limit);
            }
            check(event, middleware, 0);
        }
    }

    private long now() {
        return socket.observer() == ServerObserver.NOOP
                ? 0
                : socket.namespace().server().scheduler().nanoTime();
    }

    private void report(Event event, EventOutcome outcome) {
        socket.observer().eventHandled(socket.namespace().name(), event.name(), outcome, now() - begunAt);
        span.end(outcome.name().toLowerCase(Locale.ROOT), failure);
    }

    private void check(Event event, List<Entry> middleware, int next) {
        if (socket.life().isSilenced()) {
            span.end("abandoned", null);
            return;
        }
        if (next == middleware.size()) {
            deliver(event);
            return;
        }
        socket.mailbox().suspend();
        Verdict verdict = new Verdict(event, middleware, next);
        try {
            ((Listener.OfMiddleware) middleware.get(next).listener())
                    .middleware()
                    .handle(event, verdict);
        } catch (Throwable refused) {
            verdict.refuse(refused);
        }
    }

    /** Ends the turn of a middleware, once. */
    private final class Verdict extends AtomicBoolean implements EventNext {

        private static final long serialVersionUID = 1L;

        private final transient Event event;
        private final transient List<Entry> middleware;
        private final int index;

        Verdict(Event event, List<Entry> middleware, int index) {
            this.event = event;
            this.middleware = middleware;
            this.index = index;
        }

        @Override
        public void proceed() {
            proceed(event);
        }

        @Override
        public void proceed(String name, @Nullable Object... args) {
            proceed(new Event(
                    name,
                    Args.of(Arrays.asList(args), socket.namespace().server().json()),
                    ack));
        }

        private void proceed(Event changed) {
            if (compareAndSet(false, true)) {
                resume(() -> check(changed, middleware, index + 1));
            }
        }

        @Override
        public void refuse(Throwable cause) {
            if (compareAndSet(false, true)) {
                resume(() -> Inbound.this.refuse(event, cause));
            }
        }
    }

    private void resume(Runnable rest) {
        socket.mailbox().resume(span == Span.NONE ? rest : () -> span.run(rest));
    }

    private void deliver(Event event) {
        // Includes listeners registered meanwhile: middleware may have taken some time.
        Entry[] entries = socket.listeners().entries();
        boolean any = false;
        for (Entry entry : entries) {
            any |= entry.kind() == Kind.ANY_INCOMING;
        }
        if (any) {
            for (Entry entry : entries) {
                if (entry.kind() == Kind.ANY_INCOMING) {
                    call(entry, event);
                }
            }
        }
        boolean handled = false;
        boolean answerable = false;
        for (Entry entry : entries) {
            if (entry.kind() == Kind.EVENT && event.name().equals(entry.event())) {
                handled = true;
                answerable |= entry.listener().canAnswer();
                call(entry, event);
            }
        }
        boolean listenedTo = handled;
        for (Entry entry : handled ? NONE : entries) {
            if (entry.kind() == Kind.UNHANDLED) {
                handled = true;
                answerable = true;
                call(entry, event);
            }
        }
        if (ack instanceof ReceivedAck received) {
            seeAnswered(received, handled, answerable || received.isTaken());
        }
        EventOutcome ended = failure != null ? EventOutcome.FAILED : EventOutcome.HANDLED;
        report(event, listenedTo ? ended : EventOutcome.UNKNOWN);
    }

    /** A client that requested an acknowledgement must not wait for one that cannot come. */
    private void seeAnswered(ReceivedAck received, boolean handled, boolean answerable) {
        Duration limit = socket.namespace().answerLimit();
        if (limit == null || !received.wanted()) {
            return;
        }
        if (answerable) {
            socket.output().watch(received, limit);
        } else if (handled) {
            ack.send(Refusals.negative(EventException.NO_ANSWER, "handled, and not answered"));
        } else {
            ack.send(Refusals.negative(EventException.UNKNOWN_EVENT, "nobody listens to this event"));
        }
    }

    private void refuse(Event event, Throwable cause) {
        for (Entry entry : socket.listeners().entries()) {
            if (entry.listener() instanceof Listener.OfErrors error) {
                socket.listeners().guard("error", () -> error.listener().accept(cause));
            }
        }
        ack.send(Refusals.answer(cause, EventException.REFUSED, "refused"));
        report(event, EventOutcome.REFUSED);
    }

    private void call(Entry entry, Event event) {
        if (entry.once() && !socket.listeners().remove(entry)) {
            return;
        }
        try {
            entry.listener().call(event);
        } catch (Throwable thrown) {
            failure = failure == null ? thrown : failure;
            socket.listeners().failed(event, thrown);
        }
    }
}
