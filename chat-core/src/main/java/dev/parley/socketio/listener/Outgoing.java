package dev.parley.socketio.listener;

import dev.parley.socketio.event.Event;
import dev.parley.socketio.inbound.Mailbox;
import dev.parley.socketio.listener.ListenerRegistry.Entry;
import dev.parley.socketio.listener.ListenerRegistry.Kind;
import java.util.function.BiConsumer;

/** A sent event on its way to the catch-all listeners for sent events. */
public final class Outgoing extends Mailbox.Task {

    private final ListenerRegistry listeners;
    private final Event event;
    private final BiConsumer<String, Throwable> failures;

    public Outgoing(ListenerRegistry listeners, Event event, BiConsumer<String, Throwable> failures) {
        this.listeners = listeners;
        this.event = event;
        this.failures = failures;
    }

    @Override
    public void run() {
        for (Entry entry : listeners.entries()) {
            if (entry.kind() == Kind.ANY_OUTGOING) {
                try {
                    entry.listener().call(event);
                } catch (Throwable failure) {
                    failures.accept(event.name(), failure);
                }
            }
        }
    }
}
