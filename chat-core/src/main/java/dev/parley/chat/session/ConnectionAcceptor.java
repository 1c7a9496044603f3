package dev.parley.chat.session;

import dev.parley.chat.command.CommandRouter;
import dev.parley.chat.command.Revocations;
import dev.parley.chat.event.ClientCommand;
import dev.parley.chat.event.EventDelivery;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.room.ChatConnection;
import dev.parley.chat.room.Identity;
import dev.parley.model.User;
import dev.parley.model.UserId;
import dev.parley.socketio.Middleware;
import dev.parley.socketio.Namespace;
import dev.parley.socketio.Socket;
import dev.parley.socketio.SocketServer;
import dev.parley.socketio.event.DisconnectReason;
import dev.parley.socketio.event.SocketKey;
import dev.parley.socketio.handshake.ConnectError;
import dev.parley.socketio.handshake.Next;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Accepts sockets: authenticates them, creates their connections, and passes their events to the router. Its namespaces
 * are a concurrent list.
 */
public final class ConnectionAcceptor {

    /** Deadline for the acknowledgement of any event; commands are acknowledged much earlier. */
    public static final Duration ANSWER_LIMIT = Duration.ofMinutes(1);

    public static final SocketKey<User> USER = SocketKey.of("parley.user", User.class);
    private static final SocketKey<ChatConnection> CONNECTION = SocketKey.of("parley.connection", ChatConnection.class);
    private static final SocketKey<ClientProfile> PROFILE = SocketKey.of("parley.profile", ClientProfile.class);
    private static final String RENEWAL = ClientCommand.RENEW_TOKEN.wireName();
    private static final String REFUSED = "Authentication error";

    private final Authentication authentication;
    private final Sessions sessions;
    private final CommandRouter router;
    private final ClientProfiles profiles;
    private final BooleanSupplier closing;
    private final ChatLog log;
    private final List<Namespace> sides = new CopyOnWriteArrayList<>();

    public ConnectionAcceptor(
            Authentication authentication,
            Sessions sessions,
            CommandRouter router,
            ClientProfiles profiles,
            BooleanSupplier closing,
            ChatLog log) {
        this.authentication = authentication;
        this.sessions = sessions;
        this.router = router;
        this.profiles = profiles;
        this.closing = closing;
        this.log = log;
    }

    /** Opens the namespace of the chat itself. */
    public void open(Namespace main) {
        main.answerWithin(ANSWER_LIMIT);
        main.use(new Admission(true, user -> true));
        main.onConnection(this::connected);
    }

    /** Opens a namespace for users who pass a check; each joins the room of its inbox. */
    public void open(Namespace side, Predicate<User> check) {
        side.answerWithin(ANSWER_LIMIT);
        side.use(new Admission(false, check));
        sides.add(side);
        side.onConnection(socket -> {
            User user = socket.get(USER);
            if (user != null) {
                socket.join(EventDelivery.inbox(user.id()));
            }
        });
    }

    /** Notifies clients when they are moved to another engine, and has them wait for the answers to their commands before. */
    public SocketServer.DrainListener moving(String text) {
        return new SocketServer.DrainListener() {
            @Override
            public void onDraining(Socket socket, Duration left) {
                ChatConnection connection = socket.get(CONNECTION);
                if (connection != null) {
                    sessions.announceMove(connection, text, left);
                }
            }

            @Override
            public CompletionStage<?> finish(Socket socket) {
                ChatConnection connection = socket.get(CONNECTION);
                return connection == null ? CompletableFuture.completedStage(null) : connection.whenAnswered();
            }
        };
    }

    /** Closes all connections of a user, including those in the application's namespaces. */
    public void disconnect(UserId user, ChatException why) {
        sessions.disconnect(user, why, null);
        sides.forEach(side -> side.to(EventDelivery.inbox(user)).disconnectSockets(true));
    }

    /**
     * The same on this server alone: another one asked for it, and so does the rest itself.
     *
     * @param issuedBefore spares connections whose credentials were issued then or later; null for none
     */
    public void disconnectHere(UserId user, ChatException why, @Nullable Instant issuedBefore) {
        sessions.disconnect(user, why, issuedBefore);
        for (Namespace side : sides) {
            if (issuedBefore == null) {
                side.local().to(EventDelivery.inbox(user)).disconnectSockets(true);
            } else {
                side.sockets().stream()
                        .filter(socket -> isOf(socket.get(USER), user, issuedBefore))
                        .forEach(socket -> socket.disconnect(true));
            }
        }
    }

    /** Ends here what was revoked through another engine, of which nothing was heard. */
    public void endRevoked(UserId user, Instant issuedBefore) {
        disconnectHere(user, Revocations.revoked(), issuedBefore);
    }

    private static boolean isOf(@Nullable User of, UserId user, Instant issuedBefore) {
        return of != null && of.id().equals(user) && Sessions.isMeant(of, issuedBefore);
    }

    /** Also decides about who is recovered: what this server knows of its users does not come from another one, nor from an old socket. */
    private final class Admission implements Middleware {

        private final boolean chat;
        private final Predicate<User> check;

        Admission(boolean chat, Predicate<User> check) {
            this.chat = chat;
            this.check = check;
        }

        @Override
        public void handle(Socket socket, Next next) {
            admit(socket, next, chat, check);
        }

        @Override
        public boolean runsOnRecovery() {
            return true;
        }
    }

    private void admit(Socket socket, Next next, boolean chat, Predicate<User> check) {
        if (closing.getAsBoolean()) {
            next.refuse(refusal(socket, new ChatException(ErrorCode.SHUTTING_DOWN, "the server is closing")));
            return;
        }
        authentication.identify(socket.handshake()).whenComplete((identity, failure) -> {
            if (failure != null) {
                next.refuse(refusal(socket, failure));
            } else if (!check.test(identity.user())) {
                next.refuse(refusal(socket, new ChatException(ErrorCode.FORBIDDEN, "not for this user")));
            } else {
                socket.set(USER, identity.user());
                if (chat) {
                    connect(socket, next, identity);
                } else {
                    next.proceed();
                }
            }
        });
    }

    private void connect(Socket socket, Next next, Identity identity) {
        ClientProfile profile = profiles.of(socket.handshake());
        socket.set(PROFILE, profile);
        sessions.reserve(new SocketIoClient(socket, profile), identity).whenComplete((connection, failure) -> {
            if (failure != null) {
                next.refuse(refusal(socket, failure));
            } else {
                socket.set(CONNECTION, connection);
                next.proceed();
            }
        });
    }

    private ConnectError refusal(Socket socket, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        Map<String, Object> data = CommandRouter.refusal("authentication", cause);
        data.remove("ok");
        log.refused(socket.handshake(), String.valueOf(data.get("code")));
        return new ConnectError(REFUSED, data);
    }

    private void connected(Socket socket) {
        ChatConnection connection = socket.get(CONNECTION);
        ClientProfile profile = socket.get(PROFILE);
        if (connection == null || profile == null) {
            socket.disconnect(true);
            return;
        }
        // A recovered socket has its old rooms; the client rejoins them, with what it has missed.
        socket.rooms().stream().filter(room -> !room.equals(socket.id())).forEach(socket::leave);
        listen(socket, connection, profile);
        socket.onDisconnect((reason, description) -> sessions.close(connection, isDeliberate(reason), reason.text()));
        try {
            sessions.open(connection);
        } catch (ChatException refused) {
            sessions.refuse(connection, refused);
            return;
        }
        profile.opened(socket, connection, router);
    }

    private static boolean isDeliberate(DisconnectReason reason) {
        return reason == DisconnectReason.CLIENT_NAMESPACE_DISCONNECT
                || reason == DisconnectReason.SERVER_NAMESPACE_DISCONNECT;
    }

    private void listen(Socket socket, ChatConnection connection, ClientProfile profile) {
        for (String name : router.names()) {
            socket.on(
                    name,
                    event -> router.run(
                            connection,
                            name,
                            profile.arguments(name, event.values()),
                            answer -> profile.answer(connection, name, event, answer)));
        }
        socket.on(
                RENEWAL,
                event -> router.renew(
                        connection,
                        payload -> sessions.renew(connection, socket.handshake(), payload),
                        event.values(),
                        answer -> profile.answer(connection, RENEWAL, event, answer)));
    }
}
