package dev.parley.chat;

import dev.parley.chat.event.EventDelivery;
import dev.parley.chat.event.Payload;
import dev.parley.chat.event.Wire;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.RoomMode;
import dev.parley.model.User;
import dev.parley.model.UserId;
import dev.parley.socketio.DisconnectReason;
import dev.parley.socketio.Handshake;
import dev.parley.transport.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The life of connections: welcome, the end of tokens and their renewal, goodbye. The map is concurrent. */
final class Sessions {

    private final Core core;
    private final Rooms rooms;
    private final Typing typing;
    private final Inboxes inboxes;
    private final Gatekeeper gatekeeper;
    private final RoomMode mode;
    private final ChatLog log;
    private final Map<String, Connection> connections = new ConcurrentHashMap<>();

    Sessions(
            Core core, Rooms rooms, Typing typing, Inboxes inboxes, Gatekeeper gatekeeper, RoomMode mode, ChatLog log) {
        this.core = core;
        this.rooms = rooms;
        this.typing = typing;
        this.inboxes = inboxes;
        this.gatekeeper = gatekeeper;
        this.mode = mode;
        this.log = log;
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
        if (!connection.admit(person)) {
            connections.remove(connection.id(), connection);
            core.people().disconnect(connection, true);
            connection.requireAdmitted();
        }
        User user = connection.user();
        ChatLog.connected(connection, connections.size());
        core.listeners().tell(listener -> listener.onConnect(user, connection.id()));
        connection.line().join(EventDelivery.inbox(user.id()));
        connection.line().join(EventDelivery.EVERYONE);
        if (!connection.guest()) {
            connection.line().join(EventDelivery.AUTHENTICATED);
        }
        user.roles().forEach(role -> connection.line().join(EventDelivery.role(role)));
        connection.line().send("session", session(connection, person));
        typing.tellTo(connection);
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
                    core.limits().get(limit));
        }
        return shown;
    }

    /** Takes a connection out. {@code deliberate} is a client's own goodbye, after which it does not come back. */
    void close(Connection connection, boolean deliberate, String reason) {
        Connection.End end = connection.end(null, core.scheduler().nanoTime());
        if (end != null) {
            clear(connection, end, deliberate, reason);
        }
    }

    /** Clears away what a connection leaves behind; it has ended, so no command of it adds to that any more. */
    private void clear(Connection connection, Connection.End end, boolean deliberate, String reason) {
        connections.remove(connection.id(), connection);
        typing.stopAll(connection);
        Duration grace = deliberate ? Duration.ZERO : core.limits().time(Limit.PRESENCE_GRACE);
        rooms.lost(connection, end.rooms(), grace);
        if (end.admitted()) {
            ChatLog.disconnected(connection, reason, connections.size());
            User user = connection.user();
            core.listeners().tell(listener -> listener.onDisconnect(user, connection.id(), reason));
        }
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

    /** Ends a connection at once and says why. */
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
        cut(connection, why);
    }

    private static ChatException tokenExpired() {
        return new ChatException(ErrorCode.TOKEN_EXPIRED, "the token has expired");
    }

    private void cut(Connection connection, ChatException why) {
        Connection.End end = connection.end(why, core.scheduler().nanoTime());
        connection.line().disconnect();
        if (end != null) {
            if (end.admitted()) {
                ChatLog.cut(connection, why);
            } else {
                log.refused(connection, why.code().name());
            }
            clear(connection, end, true, DisconnectReason.SERVER_NAMESPACE_DISCONNECT.text());
        }
    }

    private void watchToken(Connection connection) {
        Instant end = connection.user().expiresAt();
        if (end == null) {
            connection.setExpiry(null);
            return;
        }
        Duration left = Scheduler.bounded(Duration.between(core.scheduler().now(), end));
        Duration warning = core.limits().time(Limit.TOKEN_WARNING);
        if (left.compareTo(warning) > 0) {
            connection.setExpiry(core.scheduler().schedule(left.minus(warning), () -> warn(connection, end)));
        } else {
            warn(connection, end);
        }
    }

    private void warn(Connection connection, Instant end) {
        Duration left = Scheduler.bounded(Duration.between(core.scheduler().now(), end));
        if (left.compareTo(core.limits().time(Limit.TOKEN_WARNING)) > 0) {
            // The clock was set back meanwhile: a date ends by the clock.
            watchToken(connection);
            return;
        }
        connection
                .line()
                .send(
                        "tokenExpiring",
                        Wire.fields("expiresAt", Wire.time(end), "inMs", Math.max(0, Scheduler.millis(left))));
        connection.setExpiry(core.scheduler().schedule(left, () -> expired(connection)));
    }

    private void expired(Connection connection) {
        Instant end = connection.user().expiresAt();
        if (end != null && core.scheduler().now().isBefore(end)) {
            watchToken(connection);
            return;
        }
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
                        () -> core.executor().execute(() -> cut(connection, tokenExpired()))));
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
        Person person = connection.person();
        if (!person.user().equals(user)) {
            core.people().renew(connection, user);
            if (!user.name().equals(before.name())) {
                rooms.update(person);
            }
        }
        connection.user(user);
        List<String> gone = new ArrayList<>(before.roles());
        gone.removeAll(user.roles());
        gone.forEach(role -> connection.line().leave(EventDelivery.role(role)));
        user.roles().forEach(role -> connection.line().join(EventDelivery.role(role)));
        watchToken(connection);
    }

    /** Tells everybody that the server is about to stop. */
    void announceShutdown(String text) {
        core.delivery()
                .send(
                        EventDelivery.EVERYONE,
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
