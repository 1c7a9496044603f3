package dev.parley.chat.room;

import dev.parley.chat.event.Payload;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.RoomRole;
import dev.parley.chat.shared.SharedTurns;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.model.UserId;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Resolves the room that a client refers to, and checks what it may do there. Stateless. */
public final class RoomAccess {

    /** Prefixes of key spaces that clients may not use in room names. */
    private static final List<String> CLOSED =
            List.of("room:", "dm:", "user:", "role:", "entity:", "watch:", "socket:");

    private final ChatContext context;
    private final Rooms rooms;
    private final Function<String, @Nullable UserId> connectionOwner;
    private final @Nullable RoomName defaultRoom;

    /**
     * Creates the access checks of an engine.
     *
     * @param connectionOwner the user of a connection by its id, null for none
     * @param defaultRoom the room of clients that join none; null if there are no such clients
     */
    public RoomAccess(
            ChatContext context,
            Rooms rooms,
            Function<String, @Nullable UserId> connectionOwner,
            @Nullable RoomName defaultRoom) {
        this.context = context;
        this.rooms = rooms;
        this.connectionOwner = connectionOwner;
        this.defaultRoom = defaultRoom;
    }

    /** Whether this is the room of clients that join none: a normal room, but never left for another. */
    public boolean isDefault(RoomName room) {
        return room.equals(defaultRoom);
    }

    /** The named room that a client wants to join. */
    public RoomName toJoin(String raw) {
        String name = context.text().roomName(raw);
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

    /** The room that a client is in and refers to, or its own conversation; without a name its only room. */
    public RoomName current(ChatConnection connection, Payload payload) {
        RoomName room = meant(connection, payload);
        connection.requireIn(room);
        return room;
    }

    /** The room that a client refers to, in it or not, or its own conversation; without a name its only room. */
    public RoomName meant(ChatConnection connection, Payload payload) {
        String raw = payload.optionalText("room");
        if (raw == null) {
            return only(connection.rooms());
        }
        return raw.startsWith(RoomName.Kind.DIRECT.prefix())
                ? conversation(connection.user().id(), raw)
                : RoomName.of(context.text().roomName(raw));
    }

    /** The only room; of two, the one that is not the default room. */
    private RoomName only(List<RoomName> rooms) {
        List<RoomName> named = rooms.stream().filter(room -> !isDefault(room)).toList();
        List<RoomName> joined = named.isEmpty() ? rooms : named;
        if (joined.isEmpty()) {
            throw ChatConnection.notInRoom();
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

    /** The live room of a connection that is in it. */
    public LiveRoom live(RoomName name) {
        LiveRoom room = rooms.find(name);
        if (room == null) {
            throw ChatConnection.notInRoom();
        }
        return room;
    }

    /** Throws if a user may not currently send to a room. */
    public void checkSend(User user, RoomName room) {
        if (room.kind() == RoomName.Kind.DIRECT) {
            if (!context.authorizer().mayMessage(user, peer(room, user.id()))) {
                throw new ChatException(ErrorCode.FORBIDDEN, "you may not send to this user");
            }
            return;
        }
        checkRules(user, room);
        if (!context.authorizer().maySend(user, room)) {
            throw new ChatException(ErrorCode.FORBIDDEN, "you may not send to this room");
        }
    }

    /** Throws if the room's rules do not currently let a user send. */
    public void checkRules(User user, RoomName room) {
        if (room.kind() == RoomName.Kind.NAMED) {
            rulesOf(room).checkSend(user.id(), isModerator(user, room));
        }
    }

    /** Takes the user's turn if the room is in slow mode. */
    public SlowMode.Turn takeSlowTurn(User user, RoomName room) {
        if (room.kind() != RoomName.Kind.NAMED) {
            return () -> {};
        }
        RoomRules rules = rulesOf(room);
        boolean moderator = isModerator(user, room);
        SlowMode.Turn turn = rules.takeSlowTurn(user.id(), moderator);
        SharedTurns shared = rooms.turns();
        Duration interval = shared == null || moderator ? Duration.ZERO : rules.slowMode();
        if (shared == null || interval.isZero()) {
            return turn;
        }
        SharedTurns.Asked asked =
                shared.ask(room, user.id(), interval, context.ids().next());
        return asked == null ? turn : SlowMode.asking(turn, asked, context.executor());
    }

    RoomRules rulesOf(RoomName room) {
        return live(room).rules().join();
    }

    /** A user's role in a room, from the user's global roles and those assigned there. */
    public RoomRole role(User user, RoomName room, @Nullable RoomRules rules) {
        if (context.authorizer().mayModerate(user, room)) {
            return RoomRole.OWNER;
        }
        return rules == null ? RoomRole.MEMBER : rules.role(user.id());
    }

    public boolean isModerator(User user, RoomName room) {
        LiveRoom live = rooms.find(room);
        RoomRules rules = live != null && live.rules().isDone() ? live.rules().join() : null;
        return room.kind() == RoomName.Kind.NAMED && role(user, room, rules).mayModerate();
    }

    public static UserId peer(RoomName conversation, UserId user) {
        List<UserId> users = conversation.users();
        return users.get(0).equals(user) ? users.get(1) : users.get(0);
    }
}
