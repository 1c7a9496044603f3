package dev.parley.chat;

import dev.parley.chat.event.Payload;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.RoomRole;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.model.UserId;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which room a client means, and what it may do there. No state of its own. */
final class RoomAccess {

    /** Key spaces that no client may name a room into. */
    private static final List<String> CLOSED =
            List.of("room:", "dm:", "user:", "role:", "entity:", "watch:", "socket:");

    private final Core core;
    private final Rooms rooms;
    private final Function<String, @Nullable UserId> connectionOwner;
    private final boolean legacy;

    RoomAccess(Core core, Rooms rooms, Function<String, @Nullable UserId> connectionOwner, boolean legacy) {
        this.core = core;
        this.rooms = rooms;
        this.connectionOwner = connectionOwner;
        this.legacy = legacy;
    }

    /** Whether this is the room of legacy clients that join none: a room like others, but never left for another. */
    boolean isGlobal(RoomName room) {
        return legacy && room.value().equals(LegacyProfile.GLOBAL_ROOM);
    }

    /** The named room that a client wants to join. */
    RoomName toJoin(String raw) {
        String name = core.text().roomName(raw);
        if (CLOSED.stream().anyMatch(prefix -> name.regionMatches(true, 0, prefix, 0, prefix.length()))
                || connectionOwner.apply(name) != null) {
            throw new ChatException(ErrorCode.FORBIDDEN, "this is not a room to join");
        }
        RoomName room = RoomName.of(name);
        if (!rooms.exists(room)) {
            throw new ChatException(ErrorCode.ROOM_NOT_FOUND, "there is no such room");
        }
        return room;
    }

    /** The room that a client is in and means, or its own conversation; without a name the only one it is in. */
    RoomName current(Connection connection, Payload payload) {
        RoomName room = meant(connection, payload);
        connection.requireIn(room);
        return room;
    }

    /** The room that a client means, whether it is in it or not, or its own conversation; without a name the only one it is in. */
    RoomName meant(Connection connection, Payload payload) {
        String raw = payload.optionalText("room");
        if (raw == null) {
            return only(connection.rooms());
        }
        return raw.startsWith(RoomName.Kind.DIRECT.prefix())
                ? conversation(connection.user().id(), raw)
                : RoomName.of(core.text().roomName(raw));
    }

    /** The only room; of two, the one that is not the global room of the compatibility profile. */
    private RoomName only(List<RoomName> rooms) {
        List<RoomName> named = rooms.stream().filter(room -> !isGlobal(room)).toList();
        List<RoomName> joined = named.isEmpty() ? rooms : named;
        if (joined.isEmpty()) {
            throw notInRoom();
        }
        if (joined.size() > 1) {
            throw Payload.bad("room", "given: the connection is in several rooms");
        }
        return joined.get(0);
    }

    private static RoomName conversation(UserId user, String key) {
        RoomName room;
        try {
            room = RoomName.parse(key);
        } catch (IllegalArgumentException malformed) {
            throw new ChatException(ErrorCode.ROOM_INVALID, "not a conversation");
        }
        if (!room.users().contains(user)) {
            throw new ChatException(ErrorCode.FORBIDDEN, "not your conversation");
        }
        return room;
    }

    /** The user whom a private message is for; clients of the compatibility profile may name a connection instead. */
    UserId addressee(String id) {
        UserId owner = legacy ? connectionOwner.apply(id) : null;
        return owner != null ? owner : Payload.userId(id);
    }

    static ChatException notInRoom() {
        return new ChatException(ErrorCode.NOT_IN_ROOM, "join the room first");
    }

    /** The room in memory that a connection is in. */
    LiveRoom live(RoomName name) {
        LiveRoom room = rooms.find(name);
        if (room == null) {
            throw notInRoom();
        }
        return room;
    }

    /** Refuses a user who may not send to a room now. */
    void checkSend(User user, RoomName room) {
        if (room.kind() == RoomName.Kind.DIRECT) {
            if (!core.authorizer().mayMessage(user, peer(room, user.id()))) {
                throw new ChatException(ErrorCode.FORBIDDEN, "you may not send to this user");
            }
            return;
        }
        checkRules(user, room);
        if (!core.authorizer().maySend(user, room)) {
            throw new ChatException(ErrorCode.FORBIDDEN, "you may not send to this room");
        }
    }

    /** Refuses a user whom the rules of the room let not send now. */
    void checkRules(User user, RoomName room) {
        if (room.kind() == RoomName.Kind.NAMED) {
            rulesOf(room).checkSend(user.id(), isModerator(user, room));
        }
    }

    /** Takes the user's turn if the room is in slow mode. */
    SlowMode.Turn takeSlowTurn(User user, RoomName room) {
        return room.kind() == RoomName.Kind.NAMED
                ? rulesOf(room).takeSlowTurn(user.id(), isModerator(user, room))
                : () -> {};
    }

    RoomRules rulesOf(RoomName room) {
        return live(room).rules().join();
    }

    /** What a user is in a room by its own roles and those given there. */
    RoomRole role(User user, RoomName room, @Nullable RoomRules rules) {
        if (core.authorizer().mayModerate(user, room)) {
            return RoomRole.OWNER;
        }
        return rules == null ? RoomRole.MEMBER : rules.role(user.id());
    }

    boolean isModerator(User user, RoomName room) {
        LiveRoom live = rooms.find(room);
        RoomRules rules = live != null && live.rules().isDone() ? live.rules().join() : null;
        return room.kind() == RoomName.Kind.NAMED && role(user, room, rules).mayModerate();
    }

    static UserId peer(RoomName conversation, UserId user) {
        List<UserId> users = conversation.users();
        return users.get(0).equals(user) ? users.get(1) : users.get(0);
    }
}
