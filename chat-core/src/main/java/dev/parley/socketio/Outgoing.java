package dev.parley.socketio;

import dev.parley.socketio.ListenerRegistry.Entry;
import dev.parley.socketio.ListenerRegistry.Kind;
import dev.parley.socketio.inbound.Mailbox;

/** One sent event on its way to the listeners of everything that is sent. */
final class Outgoing extends Mailbox.Task {

    private final Socket socket;
    private final Event event;

    Outgoing(Socket socket, Event event) {
        this.socket = socket;
        this.event = event;
    }

    @Override
    public void run() {
        for (Entry entry : socket.listeners().entries()) {
            if (entry.kind() == Kind.ANY_OUTGOING) {
                try {
                    entry.listener().call(event);
                } catch (Throwable failure) {
                    socket.report(event.name(), failure);
                }
            }
        }
    }
}
