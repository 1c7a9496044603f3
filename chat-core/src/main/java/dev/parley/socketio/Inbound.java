package dev.parley.socketio;

import dev.parley.socketio.ListenerRegistry.Entry;
import dev.parley.socketio.ListenerRegistry.Kind;
import dev.parley.socketio.packet.Packet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One received event on its way through the socket's mailbox: middleware, catch-all listeners, listeners. */
final class Inbound extends Mailbox.Task {

    private final Socket socket;
    private final Packet packet;

    Inbound(Socket socket, Packet packet) {
        this.socket = socket;
        this.packet = packet;
    }

    @Override
    void run() {
        if (socket.isSilenced()) {
            return;
        }
        Event event = new Event(packet.event(), new Args(packet.args(), socket.json()), socket.ackFor(packet.ackId()));
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
            check(event, middleware, 0);
        }
    }

    private void check(Event event, List<Entry> middleware, int next) {
        if (socket.isSilenced()) {
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

    /** Ends the turn of one middleware, once. */
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
            List<@Nullable Object> values = Collections.unmodifiableList(Arrays.asList(args));
            proceed(new Event(name, new Args(values, socket.json()), event.ack()));
        }

        private void proceed(Event changed) {
            if (compareAndSet(false, true)) {
                socket.mailbox().resume(() -> check(changed, middleware, index + 1));
            }
        }

        @Override
        public void refuse(Throwable cause) {
            if (compareAndSet(false, true)) {
                socket.mailbox().resume(() -> socket.refused(event, cause));
            }
        }
    }

    private void deliver(Event event) {
        // Registered meanwhile counts: middleware may have taken its time.
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
        for (Entry entry : entries) {
            if (entry.kind() == Kind.EVENT && event.name().equals(entry.event())) {
                call(entry, event);
            }
        }
    }

    private void call(Entry entry, Event event) {
        if (entry.once() && !socket.listeners().remove(entry)) {
            return;
        }
        try {
            entry.listener().call(event);
        } catch (Throwable failure) {
            socket.answerFailed(event, failure);
        }
    }
}
