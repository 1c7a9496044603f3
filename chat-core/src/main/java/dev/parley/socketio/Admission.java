package dev.parley.socketio;

import dev.parley.engineio.OfferMode;
import dev.parley.socketio.packet.Packet;
import dev.parley.socketio.packet.PacketType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client's way into one namespace: the namespace is found, the middleware decide, the socket connects, its listeners are
 * registered. Everything runs in the socket's mailbox, one step at a time.
 */
final class Admission {

    private final Connection connection;
    private final SocketServer server;
    private final Packet request;
    private final Handshake handshake;
    private final Mailbox mailbox;
    /** Used by the mailbox only. */
    private @Nullable Socket socket;

    Admission(Connection connection, Packet request) {
        this.connection = connection;
        this.server = connection.server();
        this.request = request;
        this.handshake = new Handshake(
                connection.session().request(), server.scheduler().now(), request.payload(), server.json());
        this.mailbox = new Mailbox(
                server.executor(),
                server.backlog(),
                server.mailboxCapacity(),
                failure -> server.report(new HandlerFailure(socket, "task", failure)));
    }

    void begin() {
        mailbox.add(this::findNamespace);
    }

    private void findNamespace() {
        mailbox.suspend();
        var unused = server.registry()
                .acquire(request.namespace(), handshake)
                .whenComplete((namespace, failure) -> mailbox.resume(() -> found(namespace, failure)));
    }

    private void found(@Nullable Namespace namespace, @Nullable Throwable failure) {
        if (failure != null) {
            server.report(new HandlerFailure(null, "namespace", failure));
        }
        if (namespace == null) {
            refuse(new ConnectError("Invalid namespace"));
            return;
        }
        RecoveryLog log = namespace.recovery();
        String pid = log == null ? null : handshake.auth("pid", String.class);
        RecoveryLog.Saved saved =
                log == null || pid == null ? null : log.take(pid, handshake.auth("offset", String.class));
        Socket connecting = new Socket(connection, namespace, handshake, mailbox, saved);
        socket = connecting;
        boolean skip = saved != null && !server.middlewareOnRecovery();
        check(connecting, skip ? List.of() : namespace.middleware(), 0);
    }

    private void check(Socket socket, List<Middleware> middleware, int next) {
        if (connection.isClosed()) {
            drop(socket);
        } else if (next == middleware.size()) {
            admit(socket);
        } else {
            mailbox.suspend();
            Verdict verdict = new Verdict(socket, middleware, next);
            try {
                middleware.get(next).handle(socket, verdict);
            } catch (Throwable refused) {
                verdict.refuse(refused);
            }
        }
    }

    /** Ends the turn of one middleware, once. */
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
        socket.forget();
        server.registry().release(socket.namespace());
    }

    private void refuse(ConnectError error) {
        connection.refuse(request.namespace());
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("message", error.getMessage());
        if (error.data() != null) {
            body.put("data", error.data());
        }
        Object told = body;
        if (connection.session().protocol() == 3) {
            told = error.data() != null ? error.data() : error.getMessage();
        }
        Packet packet = Packet.control(PacketType.CONNECT_ERROR, request.namespace(), told);
        var message = server.encode(packet);
        var session = connection.session();
        server.fanOut().submit(session.shard(), turn -> turn.offer(session, message, OfferMode.NORMAL, null));
    }

    private void admit(Socket socket) {
        if (!connection.admit(socket)) {
            drop(socket);
            return;
        }
        if (!socket.connect()) {
            return;
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
        for (Consumer<Socket> listener : socket.namespace().connectionListeners()) {
            try {
                listener.accept(socket);
            } catch (Throwable failure) {
                server.report(new HandlerFailure(socket, "connection", failure));
            }
        }
    }
}
