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
import dev.parley.store.Versioned;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
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

    /** Maximum number of changes heard of before they are read; beyond it they hold once they are. */
    private static final int MAX_AHEAD = 100;

    private final RoomDefinition definition;
    private final Deadlines deadlines;
    private final Sanctions bans;
    private final Sanctions mutes;
    private final Map<UserId, RoomRole> roles = new HashMap<>();
    private final Set<UserId> invited = new HashSet<>();
    private final SlowMode slowMode;
    private boolean frozen;
    /** Every change of the room's records up to this version is applied. */
    private long version;
    /** Changes beyond that version that were heard of. */
    private final List<Ahead> ahead = new ArrayList<>();

    private record Ahead(Fact change, long version) {}

    public RoomRules(RoomDefinition definition, Versioned<List<RoomRecord>> records, Deadlines deadlines) {
        this.definition = definition;
        this.deadlines = deadlines;
        this.version = records.version();
        this.bans = new Sanctions(deadlines, ErrorCode.BANNED, "you are banned from this room");
        this.mutes = new Sanctions(deadlines, ErrorCode.MUTED, "you are muted in this room");
        this.slowMode = new SlowMode(deadlines);
        definition.invited().forEach(id -> invited.add(UserId.of(id)));
        records.value().forEach(this::load);
    }

    public synchronized long version() {
        return version;
    }

    /** Replaces everything by what was read from the store, unless it is older. */
    public void replace(Versioned<List<RoomRecord>> records) {
        RoomRules read = new RoomRules(definition, records, deadlines);
        synchronized (this) {
            if (records.version() < version) {
                return;
            }
            version = records.version();
            bans.replace(read.bans);
            mutes.replace(read.mutes);
            roles.clear();
            roles.putAll(read.roles);
            invited.clear();
            invited.addAll(read.invited);
            frozen = read.frozen;
            if (!slowMode.interval().equals(read.slowMode.interval())) {
                slowMode.interval(read.slowMode.interval());
            }
            ahead.removeIf(change -> change.version <= version);
            ahead.forEach(change -> set(change.change));
        }
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

    /** Whether a user may be here only as a moderator, or not at all. */
    public synchronized boolean excludes(UserId user) {
        return bans.includes(user) || (kind() == RoomKind.PRIVATE && !invited.contains(user));
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

    /**
     * Applies a change that was just stored through this engine.
     *
     * @param changed the version that includes it
     * @return false if changes through other engines came between: the records have to be read
     */
    public synchronized boolean apply(Fact change, long changed) {
        if (changed < version) {
            return true; // What was read since has it, and what came after it.
        }
        set(change);
        if (changed > version + 1) {
            remember(change, changed);
            return false;
        }
        version = changed;
        return true;
    }

    /**
     * Applies a change through another engine until it is read from the store.
     *
     * @param changed the version that includes it
     */
    public synchronized void heard(Fact change, long changed) {
        if (changed > version) {
            set(change);
            remember(change, changed);
        }
    }

    private void remember(Fact change, long changed) {
        if (ahead.size() < MAX_AHEAD) {
            ahead.add(new Ahead(change, changed));
            ahead.sort(Comparator.comparingLong(Ahead::version));
        }
    }

    private void set(Fact change) {
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

    /** A change of the room's records: {@code kept} is whether the record is written or removed. */
    public record Fact(RoomRecord fact, boolean kept) {
        static Fact put(RoomName room, String type, String key, String value) {
            return new Fact(new RoomRecord(room, type, key, value), true);
        }

        static Fact remove(RoomName room, String type, String key) {
            return new Fact(new RoomRecord(room, type, key, ""), false);
        }
    }
}
