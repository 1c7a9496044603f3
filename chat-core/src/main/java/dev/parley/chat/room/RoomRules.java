package dev.parley.chat.room;

import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Moderation;
import dev.parley.chat.policy.ModerationAction;
import dev.parley.chat.policy.RoomDefinition;
import dev.parley.chat.policy.RoomKind;
import dev.parley.chat.policy.RoomRole;
import dev.parley.model.RoomName;
import dev.parley.model.RoomRecord;
import dev.parley.model.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The moderation state of a room, persisted as room records and loaded with the room. Guarded by {@code this}. */
public final class RoomRules {

    private static final String BAN = "ban";
    private static final String MUTE = "mute";
    private static final String ROLE = "role";
    private static final String INVITE = "invite";
    private static final String SETTING = "setting";
    private static final String FROZEN = "frozen";
    private static final String SLOW_MODE = "slowModeMs";

    private final RoomDefinition definition;
    private final Sanctions bans;
    private final Sanctions mutes;
    private final Map<UserId, RoomRole> roles = new HashMap<>();
    private final Set<UserId> invited = new HashSet<>();
    private final SlowMode slowMode;
    private boolean frozen;

    public RoomRules(RoomDefinition definition, List<RoomRecord> records, Deadlines deadlines) {
        this.definition = definition;
        this.bans = new Sanctions(deadlines, ErrorCode.BANNED, "you are banned from this room");
        this.mutes = new Sanctions(deadlines, ErrorCode.MUTED, "you are muted in this room");
        this.slowMode = new SlowMode(deadlines);
        definition.invited().forEach(id -> invited.add(UserId.of(id)));
        records.forEach(this::load);
    }

    private void load(RoomRecord fact) {
        switch (fact.type()) {
            case BAN -> bans.put(UserId.of(fact.key()), fact.value());
            case MUTE -> mutes.put(UserId.of(fact.key()), fact.value());
            case ROLE -> roles.put(UserId.of(fact.key()), RoomRole.valueOf(fact.value()));
            case INVITE -> invited.add(UserId.of(fact.key()));
            case SETTING -> {
                if (fact.key().equals(FROZEN)) {
                    frozen = Boolean.parseBoolean(fact.value());
                } else if (fact.key().equals(SLOW_MODE)) {
                    slowMode.interval(Duration.ofMillis(Long.parseLong(fact.value())));
                }
            }
            default -> {
                // Written by a newer version, or by the application.
            }
        }
    }

    RoomDefinition definition() {
        return definition;
    }

    public RoomKind kind() {
        return definition.kind();
    }

    public synchronized RoomRole role(UserId user) {
        return roles.getOrDefault(user, RoomRole.MEMBER);
    }

    public synchronized boolean frozen() {
        return frozen;
    }

    public Duration slowMode() {
        return slowMode.interval();
    }

    public synchronized boolean isInvited(UserId user) {
        return invited.contains(user);
    }

    /** Throws if a user is banned or, for a private room, not invited. */
    public synchronized void checkJoin(UserId user, boolean moderator) {
        bans.check(user);
        if (kind() == RoomKind.PRIVATE && !moderator && !invited.contains(user)) {
            throw new ChatException(ErrorCode.FORBIDDEN, "this room is private");
        }
    }

    /** Throws if a user may not currently send. */
    synchronized void checkSend(UserId user, boolean moderator) {
        bans.check(user);
        mutes.check(user);
        if (moderator) {
            return;
        }
        if (kind() == RoomKind.ANNOUNCEMENT) {
            throw new ChatException(ErrorCode.FORBIDDEN, "only moderators send to this room");
        }
        if (frozen) {
            throw new ChatException(ErrorCode.ROOM_FROZEN, "this room is frozen");
        }
    }

    /** Takes the user's turn in slow mode, or throws. */
    SlowMode.Turn takeSlowTurn(UserId user, boolean moderator) {
        return moderator ? () -> {} : slowMode.take(user);
    }

    /** Whether the user may currently send. */
    public synchronized boolean maySend(UserId user, boolean moderator) {
        try {
            checkSend(user, moderator);
            return true;
        } catch (ChatException refused) {
            return false;
        }
    }

    /** The currently banned users, and until when; {@link Instant#MAX} for ever. Unordered. */
    public synchronized Map<UserId, Instant> banned(Instant now) {
        return bans.inForce(now);
    }

    /** The currently muted users, and until when; {@link Instant#MAX} for ever. Unordered. */
    public synchronized Map<UserId, Instant> muted(Instant now) {
        return mutes.inForce(now);
    }

    /** The fact to persist for a moderation action, or null if there is none. Has no side effects. */
    public static @Nullable Fact fact(Moderation act, Deadlines deadlines) {
        RoomName room = act.room();
        String user = act.user() == null ? "" : act.user().value();
        Duration duration = act.duration();
        return switch (act.action()) {
            case BAN -> Fact.put(room, BAN, user, end(duration, deadlines));
            case UNBAN -> Fact.remove(room, BAN, user);
            case MUTE -> Fact.put(room, MUTE, user, end(duration, deadlines));
            case UNMUTE -> Fact.remove(room, MUTE, user);
            case INVITE -> Fact.put(room, INVITE, user, "");
            case UNINVITE -> Fact.remove(room, INVITE, user);
            case ROLE ->
                act.role() == null || act.role() == RoomRole.MEMBER
                        ? Fact.remove(room, ROLE, user)
                        : Fact.put(room, ROLE, user, act.role().name());
            case FREEZE, UNFREEZE ->
                Fact.put(room, SETTING, FROZEN, String.valueOf(act.action() == ModerationAction.FREEZE));
            case SLOW_MODE ->
                Fact.put(room, SETTING, SLOW_MODE, String.valueOf(duration == null ? 0 : duration.toMillis()));
            case KICK, DELETE -> null;
        };
    }

    /** Applies a fact from now on. */
    public synchronized void apply(Fact change) {
        if (change.kept()) {
            load(change.fact());
            return;
        }
        UserId user = UserId.of(change.fact().key());
        switch (change.fact().type()) {
            case BAN -> bans.remove(user);
            case MUTE -> mutes.remove(user);
            case ROLE -> roles.remove(user);
            case INVITE -> invited.remove(user);
            default -> throw new IllegalArgumentException("not removed: " + change.fact());
        }
    }

    private static String end(@Nullable Duration duration, Deadlines deadlines) {
        return duration == null ? Sanctions.FOR_EVER : deadlines.date(duration);
    }

    /** A change of the room's records: {@code kept} tells whether the record is written or removed. */
    public record Fact(RoomRecord fact, boolean kept) {
        static Fact put(RoomName room, String type, String key, String value) {
            return new Fact(new RoomRecord(room, type, key, value), true);
        }

        static Fact remove(RoomName room, String type, String key) {
            return new Fact(new RoomRecord(room, type, key, ""), false);
        }
    }
}
