package dev.parley.chat.session;

import dev.parley.chat.command.CommandResult;
import dev.parley.chat.command.Inboxes;
import dev.parley.chat.command.Revocations;
import dev.parley.chat.event.EventDelivery;
import dev.parley.chat.event.Payload;
import dev.parley.chat.event.ServerEvent;
import dev.parley.chat.event.Wire;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.RoomMode;
import dev.parley.chat.room.ChatConnection;
import dev.parley.chat.room.ChatContext;
import dev.parley.chat.room.ClientSocket;
import dev.parley.chat.room.Identity;
import dev.parley.chat.room.Person;
import dev.parley.chat.room.Rooms;
import dev.parley.chat.room.TokenBucket;
import dev.parley.chat.room.Typing;
import dev.parley.model.User;
import dev.parley.model.UserId;
import dev.parley.socketio.event.DisconnectReason;
import dev.parley.socketio.handshake.Handshake;
import dev.parley.time.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The lifecycle of connections: welcome, token expiry and renewal, disconnection. The map is concurrent. */
public final class Sessions {

    private final ChatContext context;
    private final Rooms rooms;
    private final Typing typing;
    private final Inboxes inboxes;
    private final Authentication authentication;
    private final RoomMode mode;
    private final ChatLog log;
    private final Map<String, ChatConnection> connections = new ConcurrentHashMap<>();
    /** Whether clients are moving to other engines. */
    private volatile boolean draining;

    public Sessions(
            ChatContext context,
            Rooms rooms,
            Typing typing,
            Inboxes inboxes,
            Authentication authentication,
            RoomMode mode,
            ChatLog log) {
        this.context = context;
        this.rooms = rooms;
        this.typing = typing;
        this.inboxes = inboxes;
        this.authentication = authentication;
        this.mode = mode;
        this.log = log;
    }

    public int count() {
        return connections.size();
    }

    /** A connection of an authenticated client, with what it needs over all engines. Completes on any thread. */
    CompletionStage<ChatConnection> reserve(ClientSocket socket, Identity identity) {
        return context.people()
                .reserve(identity.user())
                .thenApply(reservation -> new ChatConnection(socket, identity, newCommandBucket(), reservation));
    }

    private TokenBucket newCommandBucket() {
        return new TokenBucket(
                context.limits().get(Limit.COMMAND_BURST),
                context.limits().time(Limit.COMMAND_INTERVAL),
                context.scheduler().nanoTime());
    }

    /** Admits a connection; throws a {@link ChatException} if a limit is reached. */
    void open(ChatConnection connection) {
        Person person = context.people().connect(connection);
        connection.reservation().keep();
        connections.put(connection.id(), connection);
        if (!connection.admit(person)) {
            connections.remove(connection.id(), connection);
            context.people().disconnect(connection, true);
            connection.requireAdmitted();
        }
        User user = connection.user();
        ChatLog.connected(connection, connections.size());
        context.listeners().publish(listener -> listener.onConnect(user, connection.id()));
        if (authentication.isRevoked(user)) {
            throw Revocations.revoked();
        }
        connection.socket().join(EventDelivery.inbox(user.id()));
        connection.socket().join(EventDelivery.EVERYONE);
        if (!connection.guest()) {
            connection.socket().join(EventDelivery.AUTHENTICATED);
        }
        user.roles().forEach(role -> connection.socket().join(EventDelivery.role(role)));
        connection.socket().send(ServerEvent.SESSION, session(connection, person));
        typing.sendTo(connection);
        watchToken(connection);
        inboxes.connected(person).thenAccept(unread -> {
            if (unread > 0) {
                connection.socket().send(ServerEvent.UNREAD, Wire.fields("notifications", unread));
            }
        });
    }

    private Map<String, Object> session(ChatConnection connection, Person person) {
        User user = connection.user();
        Map<String, Object> shown = Wire.user(user);
        shown.put("roles", user.roles().stream().sorted().toList());
        Instant end = user.expiresAt();
        return Wire.fields(
                "socketId",
                connection.id(),
                "user",
                shown,
                "guest",
                connection.guest(),
                "expiresAt",
                end == null ? null : Wire.time(end),
                "serverTime",
                Wire.time(context.scheduler().now()),
                "roomMode",
                mode.wireName(),
                "freeRooms",
                rooms.freeRooms(),
                "status",
                person.status().wireName(),
                "limits",
                limits());
    }

    private Map<String, Object> limits() {
        Map<String, Object> shown = Wire.fields();
        for (Limit limit : List.of(
                Limit.TEXT_GRAPHEMES,
                Limit.TEXT_BYTES,
                Limit.NAME_GRAPHEMES,
                Limit.ROOM_NAME_GRAPHEMES,
                Limit.HISTORY_PAGE,
                Limit.ATTACHMENTS,
                Limit.ATTACHMENT_BYTES,
                Limit.FILE_NAME_GRAPHEMES,
                Limit.MENTIONS,
                Limit.ROOMS_PER_CONNECTION,
                Limit.ROOMS_PER_USER,
                Limit.ROOM_USERS_SHOWN,
                Limit.ROOMS_LISTED,
                Limit.PRESENCE_WATCHED,
                Limit.RECEIPT_USERS,
                Limit.TYPING_EXPIRY)) {
            shown.put(
                    limit.wireName() + (limit.isTime() ? "Ms" : ""),
                    context.limits().get(limit));
        }
        return shown;
    }

    /** Removes a connection. {@code deliberate} means that the client disconnected on purpose and will not return. */
    void close(ChatConnection connection, boolean deliberate, String reason) {
        ChatConnection.End end = connection.end(null, context.scheduler().nanoTime());
        if (end != null) {
            clear(connection, end, deliberate, reason);
        }
    }

    /** Clears the state of a connection, which has ended, so that no command of it adds to that state any more. */
    private void clear(ChatConnection connection, ChatConnection.End end, boolean deliberate, String reason) {
        connections.remove(connection.id(), connection);
        connection.reservation().end();
        typing.stopAll(connection);
        if (draining && !deliberate) {
            left(connection, end, reason);
            return; // It comes back to another engine: nobody has gone offline, or left a room.
        }
        Duration grace = deliberate ? Duration.ZERO : context.limits().time(Limit.PRESENCE_GRACE);
        rooms.lost(connection, end.rooms(), grace);
        left(connection, end, reason);
        context.people().disconnect(connection, deliberate);
    }

    private void left(ChatConnection connection, ChatConnection.End end, String reason) {
        if (end.admitted()) {
            ChatLog.disconnected(connection, reason, connections.size());
            User user = connection.user();
            context.listeners().publish(listener -> listener.onDisconnect(user, connection.id(), reason));
        }
    }

    public Collection<ChatConnection> all() {
        return List.copyOf(connections.values());
    }

    /**
     * Closes all connections of a user.
     *
     * @param issuedBefore spares those whose credentials were issued then or later; null for none
     */
    void disconnect(UserId user, ChatException why, @Nullable Instant issuedBefore) {
        Person person = context.people().find(user);
        if (person != null) {
            person.connections().stream()
                    .filter(connection -> isMeant(connection.user(), issuedBefore))
                    .forEach(connection -> refuse(connection, why));
        }
    }

    /** Credentials of unknown age are meant, too. */
    static boolean isMeant(User user, @Nullable Instant issuedBefore) {
        return issuedBefore == null || user.issuedAt() == null || Revocations.isBefore(user, issuedBefore);
    }

    /** Closes a connection immediately, reporting the reason. */
    void refuse(ChatConnection connection, ChatException why) {
        connection
                .socket()
                .send(
                        ServerEvent.SERVER_NOTICE,
                        Wire.fields(
                                "kind",
                                why.code() == ErrorCode.TOKEN_EXPIRED ? "tokenExpired" : "disconnect",
                                "text",
                                String.valueOf(why.getMessage()),
                                "code",
                                why.code().name(),
                                "timestamp",
                                Wire.time(context.scheduler().now())));
        cut(connection, why);
    }

    private static ChatException tokenExpired() {
        return new ChatException(ErrorCode.TOKEN_EXPIRED, "the token has expired");
    }

    private void cut(ChatConnection connection, ChatException why) {
        ChatConnection.End end = connection.end(why, context.scheduler().nanoTime());
        connection.socket().disconnect();
        if (end != null) {
            if (end.admitted()) {
                ChatLog.cut(connection, why);
            } else {
                log.refused(connection, why.code().name());
            }
            clear(connection, end, true, DisconnectReason.SERVER_NAMESPACE_DISCONNECT.text());
        }
    }

    private void watchToken(ChatConnection connection) {
        Instant end = connection.user().expiresAt();
        if (end == null) {
            connection.setExpiry(null);
            return;
        }
        Duration left = Scheduler.bounded(Duration.between(context.scheduler().now(), end));
        Duration warning = context.limits().time(Limit.TOKEN_WARNING);
        if (left.compareTo(warning) > 0) {
            connection.setExpiry(context.scheduler().schedule(left.minus(warning), () -> warn(connection, end)));
        } else {
            warn(connection, end);
        }
    }

    private void warn(ChatConnection connection, Instant end) {
        Duration left = Scheduler.bounded(Duration.between(context.scheduler().now(), end));
        if (left.compareTo(context.limits().time(Limit.TOKEN_WARNING)) > 0) {
            // The clock was set back meanwhile: dates follow the clock.
            watchToken(connection);
            return;
        }
        connection
                .socket()
                .send(
                        ServerEvent.TOKEN_EXPIRING,
                        Wire.fields("expiresAt", Wire.time(end), "inMs", Math.max(0, Scheduler.millis(left))));
        connection.setExpiry(context.scheduler().schedule(left, () -> expired(connection)));
    }

    private void expired(ChatConnection connection) {
        Instant end = connection.user().expiresAt();
        if (end != null && context.scheduler().now().isBefore(end)) {
            watchToken(connection);
            return;
        }
        connection
                .socket()
                .send(
                        ServerEvent.SERVER_NOTICE,
                        Wire.fields(
                                "kind",
                                "tokenExpired",
                                "text",
                                "the token has expired; renew it",
                                "code",
                                ErrorCode.TOKEN_EXPIRED.name(),
                                "timestamp",
                                Wire.time(context.scheduler().now())));
        connection.setExpiry(context.scheduler()
                .schedule(
                        context.limits().time(Limit.TOKEN_GRACE),
                        () -> context.executor().execute(() -> cut(connection, tokenExpired()))));
    }

    /** Handles the command {@code renewToken} of a connection with its handshake. */
    CommandResult renew(ChatConnection connection, Handshake handshake, Payload payload) {
        User before = connection.user();
        return CommandResult.of(authentication
                .renew(handshake, payload.bareAs("token").text("token"), before)
                .thenCompose(user -> context.people()
                        .rename(user.id(), user.name(), context.executor(), () -> renewed(connection, before, user))
                        .thenApply(done -> {
                            Map<String, Object> shown = Wire.user(user);
                            shown.put("roles", user.roles().stream().sorted().toList());
                            Instant end = user.expiresAt();
                            return Wire.fields(
                                    "ok", true, "user", shown, "expiresAt", end == null ? null : Wire.time(end));
                        })));
    }

    private void renewed(ChatConnection connection, User before, User user) {
        Person person = connection.person();
        if (!person.user().equals(user)) {
            context.people().renew(connection, user);
            if (!user.name().equals(before.name())) {
                rooms.update(person);
            }
        }
        connection.user(user);
        List<String> gone = new ArrayList<>(before.roles());
        gone.removeAll(user.roles());
        gone.forEach(role -> connection.socket().leave(EventDelivery.role(role)));
        user.roles().forEach(role -> connection.socket().join(EventDelivery.role(role)));
        watchToken(connection);
    }

    /** From now on the end of a connection that was not deliberate is a move to another engine. */
    public void drain() {
        draining = true;
    }

    /** Notifies a client that it will be disconnected, and when. */
    void announceMove(ChatConnection connection, String text, Duration left) {
        connection.socket().send(ServerEvent.SERVER_NOTICE, shutdownNotice(text, Scheduler.millis(left)));
    }

    /** Notifies everybody that the server is shutting down. */
    public void announceShutdown(String text) {
        context.delivery().send(EventDelivery.EVERYONE, ServerEvent.SERVER_NOTICE, shutdownNotice(text, 1_000));
    }

    private Map<String, Object> shutdownNotice(String text, long reconnectAfterMs) {
        return Wire.fields(
                "kind",
                "shutdown",
                "text",
                text,
                "reconnectAfterMs",
                reconnectAfterMs,
                "timestamp",
                Wire.time(context.scheduler().now()));
    }

    public CompletableFuture<@Nullable Void> settled() {
        return context.store().settled().thenApply(none -> null);
    }
}
