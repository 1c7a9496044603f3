package dev.parley.socketio;

import dev.parley.engineio.fanout.CloseReason;
import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.socketio.event.DisconnectReason;
import dev.parley.socketio.listener.Listener;
import dev.parley.socketio.listener.ListenerRegistry.Entry;
import dev.parley.socketio.listener.ListenerRegistry.Kind;
import dev.parley.socketio.recovery.Resumption;
import dev.parley.socketio.room.RoomChange;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The life of one socket: its way into the namespace, and its end, with its rooms, its last listeners, and what is kept
 * for its recovery.
 *
 * <p>CONNECTING to CONNECTED when its CONNECT is sent; either to LEFT when it is refused or disconnects, once. Guarded
 * by {@code this}; listeners and adapters are never called under the lock.
 */
final class SocketLife {

    private enum State {
        CONNECTING,
        CONNECTED,
        LEFT
    }

    private final Socket socket;
    private final Socket.Carrier connection;
    private final @Nullable Resumption resumption;

    private volatile State state = State.CONNECTING;
    private volatile boolean silenced;
    /** Completes when it has left; null unless the server has disconnected it. */
    private volatile @Nullable CompletableFuture<Void> leaving;
    /** Whether the connection was lost, so that the client may return. */
    private volatile boolean lost;
    /** Whether its state was saved for another server before the connection ended. */
    private volatile boolean handedOver;

    /** The room changes of connecting, until listeners are notified; confined to the mailbox, like the next one. */
    private List<RoomChange> entered = List.of();
    /** Whether its connection was reported. */
    private boolean arrived;

    /** The rooms of a socket that left them before its last listeners run; otherwise null. */
    private volatile @Nullable Set<String> before;
    /** The thread that runs the listeners that still see those rooms. */
    private volatile @Nullable Thread notifying;

    SocketLife(Socket socket, Socket.Carrier connection, @Nullable Resumption resumption) {
        this.socket = socket;
        this.connection = connection;
        this.resumption = resumption;
    }

    boolean isConnecting() {
        return state == State.CONNECTING;
    }

    boolean isConnected() {
        return state == State.CONNECTED && leaving == null;
    }

    /** Whether nothing new is for it. */
    boolean isEnding() {
        return state == State.LEFT || leaving != null;
    }

    boolean hasLeft() {
        return state == State.LEFT;
    }

    /** Whether what is emitted now is kept for a client that lost its connection and may return. */
    boolean isAwaited() {
        return lost && resumption != null && resumption.isAwaited(socket.id());
    }

    /** Whether the events of its client are no longer handled. */
    boolean isSilenced() {
        return silenced;
    }

    Set<String> rooms() {
        Set<String> left = before;
        if (left != null && notifying == Thread.currentThread()) {
            return left;
        }
        return leaving == null ? socket.membership().names() : Set.of();
    }

    /**
     * Joins the namespace and sends CONNECT, in this order: whatever is sent once the client knows that it is connected
     * reaches it. What is sent in between precedes CONNECT in the turns of the shard and skips the socket. False if the
     * client is already gone; the socket then ends like any other.
     */
    boolean connect() {
        socket.namespace().server().liveness().begin();
        synchronized (this) {
            if (state == State.LEFT) {
                return false;
            }
            state = State.CONNECTED;
        }
        if (resumption == null) {
            enter(List.of());
        } else if (!resumption.connect(this::enter)) {
            // The client reconnects as a new one.
            socket.session().close(CloseReason.FORCED_SERVER_CLOSE);
            return false;
        }
        socket.namespace().notifyRoomListeners(entered);
        entered = List.of();
        arrived = true;
        socket.observer().socketConnected(socket.namespace().name(), socket.recovered());
        return true;
    }

    private void enter(List<EncodedMessage> missed) {
        entered = socket.membership().connect(socket.namespace().inMemory().index());
        socket.output().sendWelcome(missed);
    }

    /** The socket was refused or came too late, and leaves no trace. */
    void forget() {
        state = State.LEFT;
        detach();
        if (resumption != null) {
            resumption.giveBack();
        }
    }

    /**
     * The server disconnects the socket from its namespace: at once, or behind what was broadcast before. Completes when its client was
     * told.
     */
    CompletableFuture<Void> leaveNamespace(boolean atOnce) {
        CompletableFuture<Void> left = new CompletableFuture<>();
        synchronized (this) {
            CompletableFuture<Void> known = leaving;
            if (known != null) {
                return known;
            }
            if (state != State.CONNECTED) {
                left.complete(null);
                return left;
            }
            leaving = left;
        }
        silenced = true;
        connection.remove(socket);
        socket.output().closeAcks();
        Runnable leave = () -> {
            leaveNow();
            left.complete(null);
        };
        if (atOnce) {
            leave.run();
        } else {
            socket.namespace().adapter().whenDelivered(leave);
        }
        return left;
    }

    private void leaveNow() {
        socket.output().sendFarewell();
        if (markLeft(false)) {
            before = socket.membership().names();
            leaveRooms();
            finish(DisconnectReason.SERVER_NAMESPACE_DISCONNECT, "");
        }
    }

    /** The sockets of the connection, this one among them unless it has left. */
    List<Socket> companions() {
        return connection.sockets();
    }

    /**
     * The connection is about to be closed, so that the client goes to another server: once its earlier events are handled and {@code
     * finish} has completed, its state is saved. Later events are ignored. Completes, never exceptionally, when its client can be recovered, or
     * cannot.
     */
    CompletableFuture<Void> handOver(Function<Socket, CompletionStage<?>> finish) {
        CompletableFuture<Void> ready = new CompletableFuture<>();
        socket.mailbox().add(() -> {
            silenced = true;
            if (isEnding()) {
                ready.complete(null);
                return;
            }
            staged(finish).whenComplete((done, failure) -> socket.mailbox().add(() -> save(ready)));
        });
        return ready;
    }

    private CompletionStage<?> staged(Function<Socket, CompletionStage<?>> finish) {
        CompletionStage<?>[] stage = {CompletableFuture.completedStage(null)};
        socket.listeners().guard("drain", () -> stage[0] = finish.apply(socket));
        return stage[0];
    }

    /** In the socket's mailbox. */
    private void save(CompletableFuture<Void> ready) {
        if (resumption == null || isEnding()) {
            ready.complete(null);
            return;
        }
        handedOver = true;
        Instant at = socket.namespace().server().scheduler().now();
        resumption.keep(socket.id(), socket.rooms(), socket.data().copy(), at).whenComplete((saved, failure) -> {
            handedOver = failure == null;
            ready.complete(null);
        });
    }

    /** The socket disconnected, whoever caused it; its earlier events are still handled first. */
    void closed(DisconnectReason reason, String description) {
        if (markLeft(resumption != null && reason.recoverable() && leaving == null)) {
            finish(reason, description);
        }
    }

    /** False if it had already disconnected. */
    private synchronized boolean markLeft(boolean mayReturn) {
        if (state == State.LEFT) {
            return false;
        }
        lost = mayReturn;
        state = State.LEFT;
        return true;
    }

    private void finish(DisconnectReason reason, String description) {
        detach();
        Instant at = socket.namespace().server().scheduler().now();
        socket.mailbox().add(() -> {
            silenced = true;
            end(reason, description, at);
        });
        socket.mailbox().release();
    }

    private void detach() {
        socket.output().closeAcks();
        connection.watchers().forget(socket.output());
        socket.output().abandon();
    }

    private void leaveRooms() {
        socket.listeners()
                .guard("disconnect", () -> socket.namespace().adapter().leaveAll(socket));
    }

    /** In the socket's mailbox, as the last of its own tasks. */
    private void end(DisconnectReason reason, String description, Instant at) {
        notifying = Thread.currentThread();
        notifyListeners(Kind.DISCONNECTING, reason, description);
        notifying = null;
        if (resumption != null && reason.recoverable() && !handedOver) {
            var unused =
                    resumption.keep(socket.id(), socket.rooms(), socket.data().copy(), at);
        }
        if (before == null) {
            leaveRooms();
        }
        notifyListeners(Kind.DISCONNECT, reason, description);
        if (arrived) {
            socket.observer().socketDisconnected(socket.namespace().name(), reason.text());
        }
        socket.namespace().release();
        socket.namespace().server().liveness().end();
    }

    private void notifyListeners(Kind kind, DisconnectReason reason, String description) {
        for (Entry entry : socket.listeners().entries()) {
            if (entry.kind() == kind && entry.listener() instanceof Listener.OfEnd end) {
                socket.listeners().guard(kind.eventName(), () -> end.listener().accept(reason, description));
            }
        }
    }
}
