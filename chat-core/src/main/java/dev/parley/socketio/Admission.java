package dev.parley.socketio;

import dev.parley.socketio.handshake.ConnectError;
import dev.parley.socketio.handshake.Handshake;
import dev.parley.socketio.handshake.Next;
import dev.parley.socketio.inbound.AfterConnect;
import dev.parley.socketio.inbound.EmitTick;
import dev.parley.socketio.inbound.Mailbox;
import dev.parley.socketio.listener.Refusals;
import dev.parley.socketio.packet.Packet;
import dev.parley.socketio.recovery.Recovery;
import dev.parley.socketio.recovery.Returning;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The admission of one client to one namespace: the namespace is looked up, the middleware decide, the socket connects,
 * its listeners are registered. Everything runs in the socket's mailbox, one step at a time.
 */
final class Admission {

    private static final String EXPELLED = "disconnected by the server";

    private final Connection connection;
    private final ServerContext server;
    private final Packet request;
    private final Handshake handshake;
    private final Mailbox mailbox;
    /** Confined to the mailbox. */
    private @Nullable Socket socket;
    /** The middleware that is currently deciding; guarded by this, like the next two. */
    private @Nullable Verdict deciding;
    /** Whether its call has not returned yet, so that it may still give the reason of a refusal. */
    private boolean called;
    /** Whether the application closes the connection, whatever the middleware decide. */
    private boolean expelled;

    Admission(Connection connection, Packet request) {
        this.connection = connection;
        this.server = connection.server();
        this.request = request;
        this.handshake = Handshake.of(
                connection.session().request(), server.scheduler().now(), request.payload(), server.json());
        this.mailbox = new Mailbox(
                server.executor(),
                server.backlog(),
                server.mailboxBounds(),
                connection.session().intake(),
                failure -> server.report(new HandlerFailure(socket, "task", failure)));
    }

    void begin() {
        mailbox.add(this::findNamespace);
    }

    private void findNamespace() {
        mailbox.suspend();
        var unused = connection
                .namespaces()
                .acquire(request.namespace(), handshake)
                .whenComplete((namespace, failure) -> mailbox.resume(() -> found(namespace, failure)));
    }

    private void found(@Nullable Namespace namespace, @Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
        if (cause instanceof ConnectError refused) {
            refuse(refused);
            return;
        }
        if (cause != null) {
            server.report(new HandlerFailure(null, "namespace", cause));
        }
        if (namespace == null) {
            refuse(new ConnectError("Invalid namespace"));
            return;
        }
        Recovery recovery = namespace.recovery();
        String pid = recovery == null ? null : handshake.auth("pid", String.class);
        if (recovery == null || pid == null) {
            restored(namespace, null);
            return;
        }
        CompletableFuture<@Nullable Returning> session =
                recovery.restore(pid, handshake.auth("offset", String.class)).toCompletableFuture();
        if (session.isDone()) {
            restored(namespace, session.join());
        } else {
            mailbox.suspend();
            var unused = session.thenAccept(returning -> mailbox.resume(() -> restored(namespace, returning)));
        }
    }

    private void restored(Namespace namespace, @Nullable Returning returning) {
        Socket connecting = new Socket(connection, namespace, handshake, mailbox, returning);
        socket = connecting;
        boolean skip = returning != null && !server.settings().middlewareOnRecovery();
        List<Middleware> all = namespace.middleware();
        check(connecting, skip ? all.stream().filter(Middleware::runsOnRecovery).toList() : all, 0);
    }

    private void check(Socket socket, List<Middleware> middleware, int next) {
        if (connection.isClosed()) {
            drop(socket);
        } else if (isExpelled()) {
            drop(socket);
            refuse(new ConnectError(EXPELLED));
        } else if (next == middleware.size()) {
            admit(socket);
        } else {
            mailbox.suspend();
            Verdict verdict = new Verdict(socket, middleware, next);
            begins(verdict);
            try {
                middleware.get(next).handle(socket, verdict);
            } catch (Throwable refused) {
                verdict.refuse(refused);
            }
            if (hasReturned()) {
                verdict.refuse(new ConnectError(EXPELLED));
            }
        }
    }

    /** Refuses the client and then closes its connection: without the refusal it would reconnect. */
    void expel() {
        Verdict open;
        synchronized (this) {
            expelled = true;
            open = called ? null : deciding;
        }
        if (open != null) {
            open.refuse(new ConnectError(EXPELLED));
        }
    }

    private synchronized boolean isExpelled() {
        return expelled;
    }

    private synchronized void begins(Verdict verdict) {
        deciding = verdict;
        called = true;
    }

    /** The call of a middleware has returned; true if the client was expelled during it. */
    private synchronized boolean hasReturned() {
        called = false;
        return expelled;
    }

    /** Ends the turn of a middleware, once. */
    private final class Verdict extends AtomicBoolean implements Next {

        private static final long serialVersionUID = 1L;

        private final transient Socket socket;
        private final transient List<Middleware> middleware;
        private final int index;

        Verdict(Socket socket, List<Middleware> middleware, int index) {
            this.socket = socket;
            this.middleware = middleware;
            this.index = index;
        }

        @Override
        public void proceed() {
            if (compareAndSet(false, true)) {
                mailbox.resume(() -> check(socket, middleware, index + 1));
            }
        }

        @Override
        public void refuse(ConnectError error) {
            if (compareAndSet(false, true)) {
                mailbox.resume(() -> {
                    drop(socket);
                    Admission.this.refuse(error);
                });
            }
        }

        private void refuse(Throwable cause) {
            if (!(cause instanceof ConnectError)) {
                server.report(new HandlerFailure(socket, "middleware", cause));
            }
            refuse(Refusals.of(cause));
        }
    }

    private void drop(Socket socket) {
        socket.life().forget();
        socket.namespace().release();
    }

    private void refuse(ConnectError error) {
        connection.refuse(request.namespace(), error, isExpelled());
    }

    private void admit(Socket socket) {
        if (!connection.admit(socket)) {
            drop(socket);
            return;
        }
        if (!socket.life().connect()) {
            return;
        }
        if (isExpelled()) {
            socket.disconnect(true);
        }
        AfterConnect moment = server.afterConnect();
        if (moment == null) {
            announce(socket);
        } else {
            mailbox.pause();
            moment.run(() -> mailbox.resume(() -> announce(socket)));
        }
    }

    private void announce(Socket socket) {
        EmitTick.ofThread().next();
        for (Consumer<Socket> listener : socket.namespace().connectionListeners()) {
            try {
                listener.accept(socket);
            } catch (Throwable failure) {
                server.report(new HandlerFailure(socket, "connection", failure));
            }
        }
    }
}
