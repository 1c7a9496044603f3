package dev.parley.chat.command;

import dev.parley.chat.cluster.Hint;
import dev.parley.chat.event.EventDelivery;
import dev.parley.chat.event.OutgoingEvent;
import dev.parley.chat.event.ServerEvent;
import dev.parley.chat.event.Wire;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.LeaveReason;
import dev.parley.chat.policy.Moderation;
import dev.parley.chat.policy.ModerationAction;
import dev.parley.chat.policy.RoomKind;
import dev.parley.chat.policy.RoomRole;
import dev.parley.chat.room.ChatContext;
import dev.parley.chat.room.LiveRoom;
import dev.parley.chat.room.Person;
import dev.parley.chat.room.RoomAccess;
import dev.parley.chat.room.RoomRules;
import dev.parley.chat.room.Rooms;
import dev.parley.chat.room.Typing;
import dev.parley.model.RoomName;
import dev.parley.model.RoomRecord;
import dev.parley.model.Sender;
import dev.parley.model.UserId;
import dev.parley.store.MessageStore;
import dev.parley.store.Versioned;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What moderation does to a room in memory and to those in it, whichever engine it came through. Stateless. */
public final class ModerationEffects {

    private static final Logger LOG = LoggerFactory.getLogger(ModerationEffects.class);

    private final ChatContext context;
    private final Rooms rooms;
    private final RoomAccess access;
    private final Typing typing;

    public ModerationEffects(ChatContext context, Rooms rooms, RoomAccess access, Typing typing) {
        this.context = context;
        this.rooms = rooms;
        this.access = access;
        this.typing = typing;
    }

    /** An action that was just taken, for the other engines and for clients. */
    Hint.Moderated taken(Moderation action, long version) {
        List<Sender> names = Stream.of(Optional.ofNullable(action.user()), Optional.of(action.by()))
                .flatMap(Optional::stream)
                .flatMap(user -> Stream.ofNullable(
                                context.people().presence(user).name())
                        .map(name -> new Sender(user, name)))
                .toList();
        return new Hint.Moderated(
                context.ids().next(), action, version, context.scheduler().now(), names);
    }

    /** Carries out an action that was taken through another engine. Until its record is read, the action itself holds. */
    public void received(Hint.Moderated taken) {
        Moderation action = taken.action();
        LiveRoom room = rooms.find(action.room());
        if (room == null) {
            announce(null, taken);
            return;
        }
        room.rules().thenAccept(rules -> {
            RoomRules.Fact fact = RoomRules.fact(action, context.deadlines());
            if (fact != null) {
                rules.heard(fact, taken.version());
            }
            announce(room, taken);
            if (!wasUndone(action, rules)) {
                takeEffect(room, action);
            }
            readIfOlder(room, taken.version());
        });
    }

    /** Whether the user may be here again, because another action came later and was heard of before. */
    private static boolean wasUndone(Moderation action, RoomRules rules) {
        UserId user = action.user();
        boolean excludes = action.action() == ModerationAction.BAN || action.action() == ModerationAction.UNINVITE;
        return user != null && excludes && !rules.excludes(user);
    }

    /**
     * Reads a room's records again if their version is above that of the copy in memory. Called on a store thread, and not
     * through the circuit breaker: what it refused would have to wait for the next comparison.
     */
    public void compare(RoomName name, long version, MessageStore from) {
        LiveRoom room = rooms.find(name);
        if (room == null || room.rules().isCompletedExceptionally()) {
            return;
        }
        if (!room.rules().isDone()) {
            room.rules().thenAccept(rules -> readIfOlder(room, version));
            return;
        }
        RoomRules rules = room.rules().join();
        if (rules.version() < version) {
            Versioned<List<RoomRecord>> records = from.versionedRecordsIn(name);
            context.executor().execute(() -> replace(room, records));
        }
    }

    private void replace(LiveRoom room, Versioned<List<RoomRecord>> records) {
        RoomRules rules = room.rules().join();
        rules.replace(records);
        expelExcluded(room, rules);
    }

    /** If this fails, the next comparison of versions repeats it. */
    void readIfOlder(LiveRoom room, long version) {
        read(room, version).exceptionally(failure -> {
            LOG.debug("the rules of a room could not be read again", failure);
            return null;
        });
    }

    /**
     * Reads a room's records unless the copy in memory is of that version or a newer one, and takes out whom they exclude.
     *
     * @return completes on the handler threads, or at once
     */
    CompletableFuture<Void> read(LiveRoom room, long version) {
        RoomRules rules = room.rules().join();
        if (rules.version() >= version) {
            return CompletableFuture.completedFuture(null);
        }
        return context.store()
                .call(store -> Optional.of(version)
                        .filter(wanted -> rules.version() < wanted)
                        .map(wanted -> store.versionedRecordsIn(room.name())))
                .thenAcceptAsync(read -> read.ifPresent(records -> replace(room, records)), context.executor());
    }

    private void expelExcluded(LiveRoom room, RoomRules rules) {
        for (UserId user : room.present()) {
            LeaveReason reason = rules.excludes(user) ? whyExcluded(room, rules, user) : null;
            if (reason != null) {
                expel(room, user, reason);
            }
        }
    }

    private @Nullable LeaveReason whyExcluded(LiveRoom room, RoomRules rules, UserId id) {
        Person person = context.people().find(id);
        RoomRole role = person == null ? rules.role(id) : access.role(person.user(), room.name(), rules);
        try {
            rules.checkJoin(id, role.mayModerate());
            return null;
        } catch (ChatException refused) {
            return refused.code() == ErrorCode.BANNED ? LeaveReason.BANNED : LeaveReason.KICKED;
        }
    }

    void takeEffect(LiveRoom room, Moderation action) {
        UserId user = action.user();
        if (user == null) {
            return;
        }
        switch (action.action()) {
            case KICK -> expel(room, user, LeaveReason.KICKED);
            case BAN -> expel(room, user, LeaveReason.BANNED);
            case MUTE -> typing.stop(user, room.name());
            case UNINVITE -> {
                if (room.rules().join().kind() == RoomKind.PRIVATE) {
                    expel(room, user, LeaveReason.KICKED);
                }
            }
            default -> {
                // The others only affect what is allowed from now on.
            }
        }
    }

    private void expel(LiveRoom room, UserId user, LeaveReason reason) {
        room.expel(user, reason);
        typing.stop(user, room.name());
    }

    /** Sends an action to those in the room, and to the user concerned who is not. */
    void announce(@Nullable LiveRoom room, Hint.Moderated taken) {
        Moderation action = taken.action();
        UserId user = action.user();
        Duration duration = action.duration();
        boolean slow = action.action() == ModerationAction.SLOW_MODE;
        Map<String, Object> data = Wire.fields(
                "room",
                Wire.room(action.room()),
                "action",
                action.action().wireName(),
                "user",
                user == null ? null : named(user, taken.names()),
                "by",
                action.by().equals(UserId.SYSTEM) ? null : named(action.by(), taken.names()),
                slow ? "intervalMs" : "durationMs",
                duration == null ? null : duration.toMillis(),
                "role",
                action.role() == null ? null : action.role().wireName(),
                "reason",
                action.reason().isEmpty() ? null : action.reason(),
                "timestamp",
                Wire.time(taken.at()));
        if (room != null) {
            room.send(OutgoingEvent.of(ServerEvent.MODERATION, data), null);
        }
        if (user != null && (room == null || !room.holds(user))) {
            context.delivery().send(EventDelivery.inbox(user), ServerEvent.MODERATION, data);
        }
    }

    private Map<String, Object> named(UserId user, List<Sender> names) {
        return names.stream()
                .filter(sender -> sender.id().equals(user))
                .findFirst()
                .map(Wire::user)
                .orElseGet(() -> Wire.user(context.people().presence(user)));
    }
}
