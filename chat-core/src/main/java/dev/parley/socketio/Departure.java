package dev.parley.socketio;

import dev.parley.socketio.event.DisconnectReason;
import dev.parley.socketio.listener.Listener;
import dev.parley.socketio.listener.ListenerRegistry.Entry;
import dev.parley.socketio.listener.ListenerRegistry.Kind;
import dev.parley.socketio.recovery.Resumption;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The end of one socket: its rooms, its last listeners, and what is kept for its recovery. */
final class Departure {

    private final Socket socket;
    /** The rooms of a socket that left them before its last listeners run; otherwise null. */
    private volatile @Nullable Set<String> before;
    /** The thread that runs the listeners that still see those rooms. */
    private volatile @Nullable Thread telling;

    /** Whether its connection was reported; confined to the mailbox. */
    private boolean arrived;

    Departure(Socket socket) {
        this.socket = socket;
    }

    /** In the socket's mailbox: it is connected. */
    void arrived() {
        arrived = true;
        socket.observer().socketConnected(socket.namespace().name(), socket.recovered());
    }

    /** Leaves the rooms immediately, on the thread that disconnects the socket. */
    void leaveRooms() {
        before = socket.membership().names();
        socket.guard("disconnect", () -> socket.namespace().adapter().leaveAll(socket));
    }

    Set<String> rooms() {
        Set<String> left = before;
        return left != null && telling == Thread.currentThread()
                ? left
                : socket.membership().names();
    }

    /** In the socket's mailbox, as the last of its own tasks. */
    void run(DisconnectReason reason, String description, Instant at) {
        telling = Thread.currentThread();
        tell(Kind.DISCONNECTING, reason, description);
        telling = null;
        Resumption resumption = socket.resumption();
        if (resumption != null && reason.recoverable()) {
            resumption.keep(socket.id(), socket.rooms(), socket.data().copy(), at);
        }
        if (before == null) {
            socket.guard("disconnect", () -> socket.namespace().adapter().leaveAll(socket));
        }
        tell(Kind.DISCONNECT, reason, description);
        if (arrived) {
            socket.observer().socketDisconnected(socket.namespace().name(), reason.text());
        }
        socket.namespace().release();
        socket.namespace().server().liveness().end();
    }

    private void tell(Kind kind, DisconnectReason reason, String description) {
        for (Entry entry : socket.listeners().entries()) {
            if (entry.kind() == kind && entry.listener() instanceof Listener.OfEnd end) {
                socket.guard(kind.eventName(), () -> end.listener().accept(reason, description));
            }
        }
    }
}
