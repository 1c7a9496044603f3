package dev.parley.chat;

import dev.parley.model.User;
import dev.parley.model.UserId;
import dev.parley.socketio.Handshake;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of connections: welcome, the end of tokens and their renewal, goodbye. The map is concurrent. */
final class Sessions {

    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

    private final Core core;
    private final Rooms rooms;
    private final Typing typing;
    private final Inboxes inboxes;
    private final Gatekeeper gatekeeper;
    private final RoomMode mode;
    private final Map<String, Connection> connections = new ConcurrentHashMap<>();

    Sessions(Core core, Rooms rooms, Typing typing, Inboxes inboxes, Gatekeeper gatekeeper, RoomMode mode) {
        this.core = core;
        this.rooms = rooms;
        this.typing = typing;
        this.inboxes = inboxes;
        this.gatekeeper = gatekeeper;
        this.mode = mode;
    }

    boolean isConnection(String id) {
        return connections.containsKey(id);
    }

    int count() {
        return connections.size();
    }

    TokenBucket newCommandBucket() {
        return new TokenBucket(
                core.limits().get(Limit.COMMAND_BURST),
                core.limits().time(Limit.COMMAND_INTERVAL),
                core.scheduler().nanoTime());
    }

    /** Takes a connection in; throws a {@link ChatException} if there is no room for it. */
    void open(Connection connection) {
        Person person = core.people().connect(connection);
        connections.put(connection.id(), connection);
        User user = connection.user();
        LOG.debug("{} connected as {}", connection.id(), user.id());
        connection.line().join(Delivery.inbox(user.id()));
        connection.line().join(Delivery.EVERYONE);
        if (!connection.guest()) {
            connection.line().join(Delivery.AUTHENTICATED);
        }
        user.roles().forEach(role -> connection.line().join(Delivery.role(role)));
        connection.line().send("session", session(connection, person));
        watchToken(connection);
        inboxes.unread(user.id()).thenAccept(unread -> {
            if (unread > 0) {
                connection.line().send("unread", Wire.fields("notifications", unread));
            }
        });
    }

    private Map<String, Object> session(Connection connection, Person person) {
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
                Wire.time(core.scheduler().now()),
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
                Limit.MENTIONS,
                Limit.ROOMS_PER_CONNECTION,
                Limit.ROOM_USERS_SHOWN,
                Limit.ROOMS_LISTED,
                Limit.PRESENCE_WATCHED,
                Limit.RECEIPT_USERS,
                Limit.TYPING_EXPIRY)) {
            shown.put(
                    limit.wireName() + (limit.isTime() ? "Ms" : ""),
                    core.limits().get(limit));
        }
        return shown;
    }

    /** Takes a connection out. {@code deliberate} is a client's own goodbye, after which it does not come back. */
    void close(Connection connection, boolean deliberate, String reason) {
        if (connections.remove(connection.id()) == null) {
            return;
        }
        LOG.debug("{} disconnected: {}", connection.id(), reason);
        typing.stopAll(connection);
        Duration grace = deliberate ? Duration.ZERO : core.limits().time(Limit.PRESENCE_GRACE);
        rooms.lost(connection, connection.close(), grace);
        User user = connection.user();
        core.listeners().tell(listener -> listener.onDisconnect(user, connection.id(), reason));
        core.people().disconnect(connection, deliberate);
    }

    Collection<Connection> all() {
        return List.copyOf(connections.values());
    }

    /** Ends every connection of a user. */
    void disconnect(UserId user, ChatException why) {
        Person person = core.people().find(user);
        if (person != null) {
            person.connections().forEach(connection -> refuse(connection, why));
        }
    }

    /** Ends a connection and says why. */
    void refuse(Connection connection, ChatException why) {
        connection
                .line()
                .send(
                        "serverNotice",
                        Wire.fields(
                                "kind",
                                why.code() == ErrorCode.TOKEN_EXPIRED ? "tokenExpired" : "disconnect",
                                "text",
                                String.valueOf(why.getMessage()),
                                "code",
                                why.code().name(),
                                "timestamp",
                                Wire.time(core.scheduler().now())));
        connection.line().disconnect();
    }

    private void watchToken(Connection connection) {
        Instant end = connection.user().expiresAt();
        if (end == null) {
            connection.setExpiry(null);
            return;
        }
        Duration left = Duration.between(core.scheduler().now(), end);
        Duration warning = core.limits().time(Limit.TOKEN_WARNING);
        if (left.compareTo(warning) > 0) {
            connection.setExpiry(core.scheduler().schedule(left.minus(warning), () -> warn(connection, end)));
        } else {
            warn(connection, end);
        }
    }

    private void warn(Connection connection, Instant end) {
        Duration left = Duration.between(core.scheduler().now(), end);
        connection
                .line()
                .send("tokenExpiring", Wire.fields("expiresAt", Wire.time(end), "inMs", Math.max(0, left.toMillis())));
        connection.setExpiry(core.scheduler().schedule(left, () -> expired(connection)));
    }

    private void expired(Connection connection) {
        connection
                .line()
                .send(
                        "serverNotice",
                        Wire.fields(
                                "kind",
                                "tokenExpired",
                                "text",
                                "the token has expired; renew it",
                                "code",
                                ErrorCode.TOKEN_EXPIRED.name(),
                                "timestamp",
                                Wire.time(core.scheduler().now())));
        connection.setExpiry(core.scheduler()
                .schedule(
                        core.limits().time(Limit.TOKEN_GRACE),
                        () -> connection.line().disconnect()));
    }

    /** The command {@code renewToken} of a connection that came with a handshake. */
    Outcome renew(Connection connection, Handshake handshake, Payload payload) {
        User before = connection.user();
        return Outcome.of(gatekeeper
                .renew(handshake, payload.bareAs("token").text("token"), before)
                .thenApply(user -> {
                    renewed(connection, before, user);
                    Map<String, Object> shown = Wire.user(user);
                    shown.put("roles", user.roles().stream().sorted().toList());
                    Instant end = user.expiresAt();
                    return Wire.fields("ok", true, "user", shown, "expiresAt", end == null ? null : Wire.time(end));
                }));
    }

    private void renewed(Connection connection, User before, User user) {
        connection.user(user);
        Person person = core.people().find(user.id());
        if (person != null && !person.user().equals(user)) {
            core.people().renew(person, user);
            if (!user.name().equals(before.name())) {
                rooms.update(person);
            }
        }
        List<String> gone = new ArrayList<>(before.roles());
        gone.removeAll(user.roles());
        gone.forEach(role -> connection.line().leave(Delivery.role(role)));
        user.roles().forEach(role -> connection.line().join(Delivery.role(role)));
        watchToken(connection);
    }

    /** Tells everybody that the server is about to stop. */
    void announceShutdown(String text) {
        core.delivery()
                .send(
                        Delivery.EVERYONE,
                        "serverNotice",
                        Wire.fields(
                                "kind",
                                "shutdown",
                                "text",
                                text,
                                "reconnectAfterMs",
                                1_000,
                                "timestamp",
                                Wire.time(core.scheduler().now())));
    }

    CompletableFuture<@Nullable Void> settled() {
        return core.store().settled().thenApply(none -> null);
    }
}
