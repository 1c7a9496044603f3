package dev.parley.chat.command;

import dev.parley.chat.event.ClientCommand;
import dev.parley.chat.event.OutgoingEvent;
import dev.parley.chat.event.Payload;
import dev.parley.chat.event.ServerEvent;
import dev.parley.chat.event.Wire;
import dev.parley.chat.log.RoomTail;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ChatTexts;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.LeaveReason;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.Presence;
import dev.parley.chat.policy.RoomDefinition;
import dev.parley.chat.policy.RoomKind;
import dev.parley.chat.policy.RoomMode;
import dev.parley.chat.policy.RoomRole;
import dev.parley.chat.room.ChatConnection;
import dev.parley.chat.room.ChatContext;
import dev.parley.chat.room.LiveRoom;
import dev.parley.chat.room.Person;
import dev.parley.chat.room.Publisher;
import dev.parley.chat.room.RoomAccess;
import dev.parley.chat.room.RoomRules;
import dev.parley.chat.room.Rooms;
import dev.parley.chat.room.Typing;
import dev.parley.chat.shared.Reservations;
import dev.parley.model.ReadMarker;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.model.UserId;
import dev.parley.store.MessageQuery;
import dev.parley.store.MessageStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Joining and leaving rooms, and their lists. Stateless. */
public final class RoomCommands {

    /** The second reading has the end that the first one lacked, unless the store answers from the past. */
    private static final int SNAPSHOT_READS = 3;

    private final ChatContext context;
    private final Rooms rooms;
    private final RoomAccess access;
    private final Publisher publisher;
    private final Typing typing;
    private final RoomHistory history;
    private final ChatTexts texts;
    private final RoomMode mode;

    public RoomCommands(
            ChatContext context, Rooms rooms, RoomAccess access, Publisher publisher, Typing typing, RoomStyle style) {
        this.context = context;
        this.rooms = rooms;
        this.access = access;
        this.publisher = publisher;
        this.typing = typing;
        this.history = new RoomHistory(context.limits());
        this.texts = style.texts();
        this.mode = style.mode();
    }

    /** How rooms behave towards clients. */
    public record RoomStyle(RoomMode mode, ChatTexts texts) {}

    public void register(Map<String, Command> commands) {
        commands.put(ClientCommand.JOIN_ROOM.wireName(), this::join);
        commands.put(ClientCommand.LEAVE_ROOM.wireName(), this::leave);
        commands.put(ClientCommand.GET_ROOM_USERS.wireName(), this::users);
        commands.put(ClientCommand.LIST_ROOMS.wireName(), this::list);
    }

    private CommandResult join(ChatConnection connection, Payload raw) {
        Payload payload = raw.bareAs("room");
        RoomName name = access.toJoin(payload.text("room"));
        String username = payload.optionalText("username");
        Payload since = payload.object("since");
        RoomHistory.ResumePoint from = since == null
                ? new RoomHistory.ResumePoint(
                        null, 0, payload.page("history", context.limits().get(Limit.HISTORY_ON_JOIN), page(), 0))
                : new RoomHistory.ResumePoint(
                        since.text("epoch"),
                        since.number("seq"),
                        context.limits().count(Limit.HISTORY_ON_JOIN));
        return CommandResult.of(
                username == null || !mayRename(connection)
                        ? join(connection, name, from)
                        : rename(connection, username).thenCompose(done -> join(connection, name, from)));
    }

    private CompletableFuture<Map<String, Object>> join(
            ChatConnection connection, RoomName name, RoomHistory.ResumePoint from) {
        Person person = connection.person();
        connection.beginJoin(name, maxRooms(Limit.ROOMS_PER_CONNECTION));
        try {
            person.beginJoin(name, maxRooms(Limit.ROOMS_PER_USER));
        } catch (ChatException refused) {
            connection.endJoin(name);
            throw refused;
        }
        return rooms.pin(name)
                .thenCompose(room -> CompletableFuture.completedFuture(room)
                        .thenCompose(pinned -> enter(connection, pinned, from))
                        .whenComplete((answer, failure) -> {
                            if (failure != null) {
                                room.abortJoin(connection);
                            }
                            rooms.unpin(room);
                        }))
                .whenComplete((answer, failure) -> {
                    person.endJoin(name);
                    connection.endJoin(name);
                });
    }

    /** In exclusive mode the next room replaces the previous one, which therefore does not count. */
    private int maxRooms(Limit limit) {
        int max = context.limits().count(limit);
        if (mode == RoomMode.MULTI) {
            return max;
        }
        return limit == Limit.ROOMS_PER_CONNECTION ? Integer.MAX_VALUE : max + 1;
    }

    private int page() {
        return context.limits().count(Limit.HISTORY_PAGE);
    }

    private CompletableFuture<?> rename(ChatConnection connection, String username) {
        Person person = connection.person();
        String name = context.text().displayName(username);
        UserId user = connection.user().id();
        if (name.equals(connection.user().name())) {
            return CompletableFuture.completedFuture(null);
        }
        if (context.people().isTaken(name, user)) {
            throw Reservations.nameTaken();
        }
        return context.people().rename(user, name, context.executor(), () -> {
            context.people().rename(connection, name);
            rooms.update(person);
        });
    }

    /** A guest may choose a name until joining the first room, except the default room. */
    private boolean mayRename(ChatConnection connection) {
        return connection.guest() && connection.person().rooms().stream().allMatch(access::isDefault);
    }

    private CompletableFuture<Map<String, Object>> enter(
            ChatConnection connection, LiveRoom room, RoomHistory.ResumePoint from) {
        User user = connection.user();
        RoomRules rules = room.rules().join();
        RoomRole role = access.role(user, room.name(), rules);
        rules.checkJoin(user.id(), role.mayModerate());
        if (!context.authorizer().mayJoin(user, room.name())) {
            throw new ChatException(ErrorCode.FORBIDDEN, "you may not join this room");
        }
        room.beginJoin(connection, context.limits().count(Limit.USERS_PER_ROOM));
        return snapshot(user, room.name(), from, SNAPSHOT_READS).thenApply(snapshot -> {
            List<OutgoingEvent> first = new ArrayList<>(snapshot.events());
            first.add(welcome(connection, room.name()));
            room.finishJoin(connection, first, snapshot.head().lastSeq());
            leaveOthers(connection, room.name());
            Map<String, Object> answer = entered(room.name(), snapshot);
            Map<String, Object> you = Wire.user(user);
            you.put("role", role.wireName());
            answer.put("you", you);
            answer.put("info", info(room.name(), rules, connection));
            return answer;
        });
    }

    /** Reads the room again if its events here begin after the end of what was read. */
    private CompletableFuture<RoomHistory.Snapshot> snapshot(
            User user, RoomName room, RoomHistory.ResumePoint from, int reads) {
        return context.store()
                .read(room, store -> history.snapshot(store, room, user, from, tail(room, from.history(), reads)))
                .thenCompose(snapshot -> publisher.known(
                                        room,
                                        snapshot.head().epoch(),
                                        snapshot.head().lastSeq())
                                || reads == 1
                        ? CompletableFuture.completedFuture(snapshot)
                        : snapshot(user, room, from, reads - 1));
    }

    /** What is known of the room here, to begin with. */
    private RoomTail.@Nullable View tail(RoomName room, int history, int reads) {
        return reads < SNAPSHOT_READS || history > RoomTail.MESSAGES ? null : publisher.tail(room, history);
    }

    private static Map<String, Object> entered(RoomName room, RoomHistory.Snapshot snapshot) {
        return Wire.fields(
                "ok",
                true,
                "room",
                Wire.room(room),
                "epoch",
                snapshot.head().epoch(),
                "head",
                snapshot.head().lastSeq(),
                "readUpTo",
                snapshot.standing().readUpTo(),
                "unread",
                snapshot.standing().unread());
    }

    /** In exclusive mode leaves the previous room once the next one is certain: a refused user stays. */
    private void leaveOthers(ChatConnection connection, RoomName next) {
        if (mode == RoomMode.EXCLUSIVE && !access.isDefault(next)) {
            connection.rooms().stream()
                    .filter(room -> !room.equals(next) && !access.isDefault(room))
                    .forEach(room -> depart(connection, room, LeaveReason.MOVED));
        }
    }

    private void depart(ChatConnection connection, RoomName room, LeaveReason reason) {
        rooms.leave(connection, room, reason);
        typing.stop(connection, room);
    }

    private OutgoingEvent welcome(ChatConnection connection, RoomName room) {
        User user = connection.user();
        return new OutgoingEvent(
                0,
                ServerEvent.SERVER_NOTICE,
                Wire.fields(
                        "kind",
                        "welcome",
                        "text",
                        texts.welcome(user.name(), room.value()),
                        "room",
                        Wire.room(room),
                        "user",
                        Wire.user(user),
                        "timestamp",
                        Wire.time(context.scheduler().now())),
                connection.id());
    }

    private CommandResult leave(ChatConnection connection, Payload raw) {
        RoomName room = access.current(connection, raw.bareAs("room"));
        if (room.kind() == RoomName.Kind.NAMED) {
            depart(connection, room, LeaveReason.LEFT);
        }
        return CommandResult.of(Wire.fields("ok", true, "room", Wire.room(room)));
    }

    private CommandResult users(ChatConnection connection, Payload raw) {
        RoomName room = access.current(connection, raw.bareAs("room"));
        Map<String, Object> answer = Wire.fields("ok", true);
        if (room.kind() == RoomName.Kind.NAMED) {
            answer.putAll(access.live(room).users().data());
        } else {
            answer.put("room", Wire.room(room));
            answer.put(
                    "users",
                    room.users().stream()
                            .distinct()
                            .map(id -> conversationUser(room, id))
                            .toList());
            answer.put("count", room.users().stream().distinct().count());
            answer.put("truncated", false);
        }
        return CommandResult.of(answer);
    }

    private Map<String, Object> conversationUser(RoomName room, UserId id) {
        Presence presence = context.people().presence(id);
        return Wire.fields(
                "id",
                id.value(),
                "username",
                Wire.user(presence).get("name"),
                "room",
                Wire.room(room),
                "status",
                presence.status().wireName());
    }

    private CommandResult list(ChatConnection connection, Payload payload) {
        User user = connection.user();
        SortedMap<String, Integer> elsewhere = rooms.elsewhere();
        List<RoomName> listed = listed(connection, elsewhere);
        return CommandResult.of(context.store()
                .call(store -> markers(store, user, listed))
                .thenApply(marked -> {
                    List<Object> infos = new ArrayList<>();
                    for (RoomName name : listed) {
                        LiveRoom live = rooms.find(name);
                        RoomRules rules = live == null || !live.rules().isDone()
                                ? null
                                : live.rules().join();
                        Map<String, Object> info = info(name, rules, connection);
                        if (live == null) {
                            info.put("users", elsewhere.getOrDefault(name.value(), 0));
                        }
                        info.putAll(marked.getOrDefault(name, Map.of()));
                        infos.add(info);
                    }
                    return Wire.fields("ok", true, "rooms", infos);
                }));
    }

    /** The rooms that a user sees in the list, by name, as many as fit. */
    private List<RoomName> listed(ChatConnection connection, SortedMap<String, Integer> elsewhere) {
        User user = connection.user();
        Map<String, RoomName> names = new TreeMap<>(Comparator.naturalOrder());
        rooms.definitions().forEach((name, definition) -> {
            if (definition.kind() != RoomKind.PRIVATE || mayEnter(user, name)) {
                names.put(name.value(), name);
            }
        });
        rooms.live().stream()
                .filter(room -> room.size() > 0 || connection.isIn(room.name()))
                .map(LiveRoom::name)
                .filter(rooms::exists)
                .filter(name -> mayEnter(user, name))
                .forEach(name -> names.put(name.value(), name));
        long most = context.limits().get(Limit.ROOMS_LISTED);
        elsewhere.keySet().stream()
                .map(RoomName::of)
                .filter(name -> rooms.exists(name) && mayEnter(user, name))
                .limit(most)
                .forEach(name -> names.put(name.value(), name));
        return names.values().stream().limit(most).toList();
    }

    private boolean mayEnter(User user, RoomName name) {
        RoomDefinition definition = rooms.definition(name);
        return definition.kind() != RoomKind.PRIVATE
                || definition.invited().contains(user.id().value())
                || access.isModerator(user, name)
                || isInvited(user, name);
    }

    private boolean isInvited(User user, RoomName name) {
        LiveRoom live = rooms.find(name);
        return live != null && live.rules().isDone() && live.rules().join().isInvited(user.id());
    }

    private static Map<RoomName, Map<String, Object>> markers(MessageStore store, User user, List<RoomName> listed) {
        Map<RoomName, Map<String, Object>> marked = new java.util.HashMap<>();
        for (ReadMarker marker : store.markersOf(user.id(), MessageQuery.MAX_LIMIT)) {
            if (listed.contains(marker.room())) {
                marked.put(marker.room(), Wire.fields("readUpTo", marker.seq()));
            }
        }
        store.unread(user.id(), marked.keySet(), RoomHistory.UNREAD_COUNTED)
                .forEach((room, unread) ->
                        marked.computeIfAbsent(room, name -> Wire.fields()).put("unread", unread));
        return marked;
    }

    private Map<String, Object> info(RoomName name, @Nullable RoomRules rules, ChatConnection connection) {
        RoomDefinition definition = rooms.definition(name);
        LiveRoom live = rooms.find(name);
        User user = connection.user();
        boolean moderator = access.role(user, name, rules).mayModerate();
        return Wire.fields(
                "room",
                Wire.room(name),
                "kind",
                definition.kind().wireName(),
                "title",
                definition.title(),
                "topic",
                definition.topic().isEmpty() ? null : definition.topic(),
                "users",
                live == null ? 0 : live.size(),
                "frozen",
                rules != null && rules.frozen(),
                "slowModeMs",
                rules == null ? 0 : rules.slowMode().toMillis(),
                "canSend",
                rules == null
                        ? moderator || definition.kind() != RoomKind.ANNOUNCEMENT
                        : rules.maySend(user.id(), moderator),
                "joined",
                connection.isIn(name));
    }
}
