package dev.parley.chat.command;

import dev.parley.chat.event.ClientCommand;
import dev.parley.chat.event.EventDelivery;
import dev.parley.chat.event.Payload;
import dev.parley.chat.event.Wire;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.PresenceStatus;
import dev.parley.chat.room.ChatConnection;
import dev.parley.chat.room.ChatContext;
import dev.parley.chat.room.RoomAccess;
import dev.parley.chat.room.Rooms;
import dev.parley.chat.room.Typing;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.model.UserId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Status, presence, typing and entity events. Stateless. */
public final class PresenceCommands {

    private static final int MAX_ENTITY = 256;

    private final ChatContext context;
    private final Rooms rooms;
    private final RoomAccess access;
    private final Typing typing;

    public PresenceCommands(ChatContext context, Rooms rooms, RoomAccess access, Typing typing) {
        this.context = context;
        this.rooms = rooms;
        this.access = access;
        this.typing = typing;
    }

    public void register(Map<String, Command> commands) {
        commands.put(ClientCommand.SET_STATUS.wireName(), this::setStatus);
        commands.put(ClientCommand.GET_PRESENCE.wireName(), this::presence);
        commands.put(ClientCommand.TYPING.wireName(), this::startTyping);
        commands.put(ClientCommand.STOP_TYPING.wireName(), this::stopTyping);
        commands.put(ClientCommand.SUBSCRIBE.wireName(), this::subscribe);
        commands.put(ClientCommand.UNSUBSCRIBE.wireName(), this::unsubscribe);
    }

    private CommandResult setStatus(ChatConnection connection, Payload payload) {
        PresenceStatus status = status(payload.text("status"));
        String raw = payload.optionalText("text");
        String text = raw == null ? "" : context.text().shortText(raw);
        context.people().status(connection, status, text);
        if (status == PresenceStatus.INVISIBLE) {
            typing.stopAll(connection.user().id());
        }
        rooms.showOrHide(connection.person());
        return CommandResult.of(
                Wire.fields("ok", true, "status", status.wireName(), "text", text.isEmpty() ? null : text));
    }

    public static PresenceStatus status(String name) {
        for (PresenceStatus status : PresenceStatus.values()) {
            if (status != PresenceStatus.OFFLINE && status.wireName().equals(name.toLowerCase(Locale.ROOT))) {
                return status;
            }
        }
        throw Payload.bad("status", "online, away, busy or invisible");
    }

    private CommandResult presence(ChatConnection connection, Payload payload) {
        User user = connection.user();
        List<Object> seen = new ArrayList<>();
        Set<String> watched = new HashSet<>();
        for (String id :
                payload.texts("users", Limit.PRESENCE_WATCHED, context.limits().get(Limit.PRESENCE_WATCHED))) {
            UserId other = Payload.userId(id);
            if (context.authorizer().maySeePresence(user, other)) {
                watched.add(EventDelivery.watchers(other));
            }
        }
        if (payload.flag("watch")) {
            watch(connection, watched);
        }
        for (String id :
                payload.texts("users", Limit.PRESENCE_WATCHED, context.limits().get(Limit.PRESENCE_WATCHED))) {
            UserId other = UserId.of(id);
            if (watched.contains(EventDelivery.watchers(other))) {
                seen.add(Wire.presence(context.people().presence(other)));
            }
        }
        return CommandResult.of(Wire.fields("ok", true, "users", seen));
    }

    private static void watch(ChatConnection connection, Set<String> watched) {
        Set<String> before = connection.watch(watched);
        before.stream().filter(key -> !watched.contains(key)).forEach(connection.socket()::leave);
        watched.stream().filter(key -> !before.contains(key)).forEach(connection.socket()::join);
    }

    private CommandResult startTyping(ChatConnection connection, Payload raw) {
        RoomName room = access.current(connection, raw.bareAs("room"));
        access.checkSend(connection.user(), room);
        typing.start(connection, room);
        return CommandResult.of(Wire.fields("ok", true));
    }

    private CommandResult stopTyping(ChatConnection connection, Payload raw) {
        typing.stop(connection, access.current(connection, raw.bareAs("room")));
        return CommandResult.of(Wire.fields("ok", true));
    }

    private CommandResult subscribe(ChatConnection connection, Payload payload) {
        String entity = entity(payload.text("entity"));
        if (!context.authorizer().maySubscribe(connection.user(), entity)) {
            throw new ChatException(ErrorCode.FORBIDDEN, "you may not subscribe to this");
        }
        int max = context.limits().count(Limit.SUBSCRIPTIONS);
        if (!connection.subscribe(entity, max)) {
            throw ChatException.limit(ErrorCode.LIMIT_EXCEEDED, Limit.SUBSCRIPTIONS, max);
        }
        connection.socket().join(EventDelivery.entity(entity));
        return CommandResult.of(Wire.fields("ok", true, "entity", entity));
    }

    private CommandResult unsubscribe(ChatConnection connection, Payload payload) {
        String entity = entity(payload.text("entity"));
        if (connection.unsubscribe(entity)) {
            connection.socket().leave(EventDelivery.entity(entity));
        }
        return CommandResult.of(Wire.fields("ok", true, "entity", entity));
    }

    private static String entity(String entity) {
        if (entity.isBlank() || entity.length() > MAX_ENTITY || entity.chars().anyMatch(Character::isISOControl)) {
            throw Payload.bad("entity", "a name of at most " + MAX_ENTITY + " characters");
        }
        return entity;
    }
}
