package dev.parley.chat.command;

import dev.parley.chat.cluster.Hint;
import dev.parley.chat.event.ClientCommand;
import dev.parley.chat.event.Payload;
import dev.parley.chat.event.Wire;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.Moderation;
import dev.parley.chat.policy.ModerationAction;
import dev.parley.chat.policy.RoomRole;
import dev.parley.chat.room.ChatConnection;
import dev.parley.chat.room.ChatContext;
import dev.parley.chat.room.LiveRoom;
import dev.parley.chat.room.Person;
import dev.parley.chat.room.RoomAccess;
import dev.parley.chat.room.RoomRules;
import dev.parley.chat.room.Rooms;
import dev.parley.model.RoomName;
import dev.parley.model.RoomRecord;
import dev.parley.model.User;
import dev.parley.model.UserId;
import dev.parley.store.MessageStore;
import dev.parley.store.Versioned;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moderation actions of clients and of the application. Stateless. */
public final class Moderators {

    /** One line per moderation action, with ids only. */
    private static final Logger LOG = LoggerFactory.getLogger("dev.parley.chat.moderation");

    private final ChatContext context;
    private final Rooms rooms;
    private final RoomAccess access;
    private final ModerationEffects effects;
    private final Consumer<Hint.Act> others;

    /**
     * Creates the commands of moderators.
     *
     * @param others receives what other engines have to do
     */
    public Moderators(
            ChatContext context, Rooms rooms, RoomAccess access, ModerationEffects effects, Consumer<Hint.Act> others) {
        this.context = context;
        this.rooms = rooms;
        this.access = access;
        this.effects = effects;
        this.others = others;
    }

    public void register(Map<String, Command> commands) {
        commands.put(ClientCommand.MODERATE.wireName(), this::moderate);
        commands.put(ClientCommand.GET_MODERATION.wireName(), this::moderation);
    }

    /** Whether a user may currently join a room, which need not be in memory and is not loaded. */
    public CompletableFuture<Boolean> admits(User user, RoomName room) {
        return context.store()
                .call(store -> store.recordsIn(room))
                .thenApplyAsync(
                        records -> {
                            RoomRules rules = new RoomRules(
                                    rooms.definition(room), new Versioned<>(0, records), context.deadlines());
                            try {
                                boolean moderator =
                                        access.role(user, room, rules).mayModerate();
                                rules.checkJoin(user.id(), moderator);
                                return context.authorizer().mayJoin(user, room);
                            } catch (ChatException refused) {
                                return false;
                            }
                        },
                        context.executor());
    }

    private CommandResult moderate(ChatConnection connection, Payload payload) {
        User user = connection.user();
        RoomName name = RoomName.of(context.text().roomName(payload.text("room")));
        ModerationAction action = ModerationAction.ofWireName(payload.text("action"));
        if (action == null || action == ModerationAction.DELETE) {
            throw Payload.bad("action", "one of the catalogue");
        }
        Moderation act = act(user.id(), name, action, payload);
        return CommandResult.of(rooms.pin(name).thenCompose(room -> {
            CompletableFuture<Map<String, Object>> done;
            try {
                connection.requireAdmitted();
                check(user, room, act);
                done = apply(room, act)
                        .thenApply(
                                none -> Wire.fields("ok", true, "room", Wire.room(name), "action", action.wireName()));
            } catch (Throwable refused) {
                done = CompletableFuture.failedFuture(refused);
            }
            return done.whenComplete((answer, failure) -> rooms.unpin(room));
        }));
    }

    private CommandResult moderation(ChatConnection connection, Payload payload) {
        RoomName name = RoomName.of(context.text().roomName(payload.text("room")));
        return CommandResult.of(rooms.pin(name).thenApply(room -> {
            try {
                return decided(connection.user(), room);
            } finally {
                rooms.unpin(room);
            }
        }));
    }

    private Map<String, Object> decided(User user, LiveRoom room) {
        RoomRules rules = room.rules().join();
        if (!access.role(user, room.name(), rules).mayModerate()) {
            throw new ChatException(ErrorCode.FORBIDDEN, "you may not moderate this room");
        }
        Instant now = context.scheduler().now();
        Map<String, Object> answer = Wire.fields("ok", true, "room", Wire.room(room.name()));
        answer.put("frozen", rules.frozen());
        answer.put("slowModeMs", rules.slowMode().toMillis());
        answer.put("banned", restricted(rules.banned(now)));
        answer.put("muted", restricted(rules.muted(now)));
        return answer;
    }

    /** Sorted by end, indefinite ones last, ties by id. */
    private List<Map<String, Object>> restricted(Map<UserId, Instant> ends) {
        Comparator<Map.Entry<UserId, Instant>> order = Map.Entry.comparingByValue();
        return ends.entrySet().stream()
                .sorted(order.thenComparing(entry -> entry.getKey().value()))
                .limit(context.limits().count(Limit.ROOM_USERS_SHOWN))
                .map(entry -> {
                    Map<String, Object> user = named(entry.getKey());
                    if (!entry.getValue().equals(Instant.MAX)) {
                        user.put("until", Wire.time(entry.getValue()));
                    }
                    return user;
                })
                .toList();
    }

    private Moderation act(UserId by, RoomName room, ModerationAction action, Payload payload) {
        String reason = payload.optionalText("reason");
        String role = payload.optionalText("role");
        return new Moderation(
                room,
                action,
                by,
                action.concernsUser() ? Payload.userId(payload.text("user")) : null,
                action == ModerationAction.SLOW_MODE
                        ? java.time.Duration.ofMillis(interval(payload.number("intervalMs")))
                        : payload.duration("durationMs"),
                action == ModerationAction.ROLE ? role(role) : null,
                reason == null ? "" : context.text().shortText(reason));
    }

    private static long interval(long millis) {
        if (millis > java.time.Duration.ofDays(1).toMillis()) {
            throw Payload.bad("intervalMs", "at most a day");
        }
        return millis;
    }

    private static RoomRole role(@Nullable String name) {
        for (RoomRole role : RoomRole.values()) {
            if (name != null && role.wireName().equals(name.toLowerCase(Locale.ROOT))) {
                return role;
            }
        }
        throw Payload.bad("role", "member, moderator or owner");
    }

    private void check(User user, LiveRoom room, Moderation act) {
        RoomRules rules = room.rules().join();
        RoomRole own = access.role(user, room.name(), rules);
        boolean giving = act.action() == ModerationAction.ROLE;
        if (!own.mayModerate() || (giving && own != RoomRole.OWNER)) {
            throw new ChatException(ErrorCode.FORBIDDEN, "you may not moderate this room");
        }
        UserId target = act.user();
        if (target == null || context.authorizer().mayModerate(user, room.name())) {
            return;
        }
        Person person = context.people().find(target);
        RoomRole other = person == null ? rules.role(target) : access.role(person.user(), room.name(), rules);
        if (other.compareTo(own) >= 0 && !target.equals(user.id())) {
            throw new ChatException(ErrorCode.FORBIDDEN, "you may not moderate this user");
        }
    }

    /** Performs an action of the application. */
    public CompletableFuture<?> moderate(Moderation act) {
        return rooms.pin(act.room())
                .thenCompose(room -> apply(room, act).whenComplete((done, failure) -> rooms.unpin(room)));
    }

    /** Persists what is to be persisted, then applies the action, then notifies. */
    private CompletableFuture<?> apply(LiveRoom room, Moderation act) {
        RoomRules.Fact fact = RoomRules.fact(act, context.deadlines());
        CompletableFuture<Long> kept = fact == null
                ? CompletableFuture.completedFuture(0L)
                : context.store().call(store -> keep(store, fact));
        return kept.thenAccept(version -> {
            boolean known = fact == null || room.rules().join().apply(fact, version);
            Hint.Moderated taken = effects.taken(act, version);
            effects.announce(room, taken);
            effects.takeEffect(room, act);
            log(act);
            context.listeners().publish(listener -> listener.onModeration(act));
            others.accept(taken);
            if (!known) {
                effects.readIfOlder(room, version);
            }
        });
    }

    private static long keep(MessageStore store, RoomRules.Fact fact) {
        RoomRecord changed = fact.fact();
        return fact.kept()
                ? store.putRecord(changed)
                : store.removeRecord(changed.room(), changed.type(), changed.key());
    }

    private static void log(Moderation act) {
        LOG.atInfo()
                .addKeyValue("action", act.action().wireName())
                .addKeyValue("room", Wire.room(act.room()))
                .addKeyValue("by", act.by())
                .addKeyValue("user", act.user())
                .log("moderated");
    }

    private Map<String, Object> named(UserId user) {
        return Wire.user(context.people().presence(user));
    }
}
