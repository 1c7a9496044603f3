package dev.parley.chat;

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

/**
 * What moderation has decided for one room. It is kept in the store as records and read when the room comes into memory.
 * Guarded by {@code this}.
 */
final class RoomRules {

    private static final String BAN = "ban";
    private static final String MUTE = "mute";
    private static final String ROLE = "role";
    private static final String INVITE = "invite";
    private static final String SETTING = "setting";
    private static final String FROZEN = "frozen";
    private static final String SLOW_MODE = "slowModeMs";
    private static final String FOR_EVER = "";
    private static final int SWEEP_FROM = 1_000;

    private final RoomDefinition definition;
    private final Map<UserId, Instant> bans = new HashMap<>();
    private final Map<UserId, Instant> mutes = new HashMap<>();
    private final Map<UserId, RoomRole> roles = new HashMap<>();
    private final Set<UserId> invited = new HashSet<>();
    private final Map<UserId, Instant> lastSent = new HashMap<>();
    private boolean frozen;
    private Duration slowMode = Duration.ZERO;

    RoomRules(RoomDefinition definition, List<RoomRecord> records) {
        this.definition = definition;
        definition.invited().forEach(id -> invited.add(UserId.of(id)));
        records.forEach(this::load);
    }

    private void load(RoomRecord fact) {
        switch (fact.type()) {
            case BAN -> bans.put(UserId.of(fact.key()), until(fact.value()));
            case MUTE -> mutes.put(UserId.of(fact.key()), until(fact.value()));
            case ROLE -> roles.put(UserId.of(fact.key()), RoomRole.valueOf(fact.value()));
            case INVITE -> invited.add(UserId.of(fact.key()));
            case SETTING -> {
                if (fact.key().equals(FROZEN)) {
                    frozen = Boolean.parseBoolean(fact.value());
                } else if (fact.key().equals(SLOW_MODE)) {
                    lastSent.clear();
                    slowMode = Duration.ofMillis(Long.parseLong(fact.value()));
                }
            }
            default -> {
                // A fact of a newer version, or of the application.
            }
        }
    }

    RoomDefinition definition() {
        return definition;
    }

    RoomKind kind() {
        return definition.kind();
    }

    synchronized RoomRole role(UserId user) {
        return roles.getOrDefault(user, RoomRole.MEMBER);
    }

    synchronized boolean frozen() {
        return frozen;
    }

    synchronized Duration slowMode() {
        return slowMode;
    }

    synchronized boolean isInvited(UserId user) {
        return invited.contains(user);
    }

    /** Refuses a user who is banned or, in a private room, not invited. */
    synchronized void checkJoin(UserId user, boolean moderator, Instant now) {
        checkUntil(bans, user, now, ErrorCode.BANNED, "you are banned from this room");
        if (kind() == RoomKind.PRIVATE && !moderator && !invited.contains(user)) {
            throw new ChatException(ErrorCode.FORBIDDEN, "this room is private");
        }
    }

    /** Refuses a user who may not send now. */
    synchronized void checkSend(UserId user, boolean moderator, Instant now) {
        checkUntil(bans, user, now, ErrorCode.BANNED, "you are banned from this room");
        checkUntil(mutes, user, now, ErrorCode.MUTED, "you are muted in this room");
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

    /** Takes the user's turn in slow mode, or refuses. */
    synchronized void takeSlowTurn(UserId user, boolean moderator, Instant now) {
        if (moderator || slowMode.isZero()) {
            return;
        }
        Instant last = lastSent.get(user);
        if (last != null && last.plus(slowMode).isAfter(now)) {
            throw ChatException.retryAfter(
                    ErrorCode.SLOW_MODE, "this room is in slow mode", Duration.between(now, last.plus(slowMode)));
        }
        if (lastSent.size() >= SWEEP_FROM) {
            lastSent.values().removeIf(at -> !at.plus(slowMode).isAfter(now));
        }
        lastSent.put(user, now);
    }

    private static void checkUntil(
            Map<UserId, Instant> ends, UserId user, Instant now, ErrorCode code, String message) {
        Instant end = ends.get(user);
        if (end == null) {
            return;
        }
        if (end.equals(Instant.MAX)) {
            throw new ChatException(code, message);
        }
        if (end.isAfter(now)) {
            throw ChatException.retryAfter(code, message, Duration.between(now, end));
        }
        ends.remove(user);
    }

    /** Whether a message of this user would be refused now. */
    synchronized boolean maySend(UserId user, boolean moderator, Instant now) {
        try {
            checkSend(user, moderator, now);
            return true;
        } catch (ChatException refused) {
            return false;
        }
    }

    /** What is to be kept of an act of moderation, or null if nothing is. Changes nothing. */
    static @Nullable Fact fact(Moderation act, Instant now) {
        RoomName room = act.room();
        String user = act.user() == null ? "" : act.user().value();
        Duration duration = act.duration();
        String end = duration == null ? FOR_EVER : now.plus(duration).toString();
        return switch (act.action()) {
            case BAN -> Fact.put(room, BAN, user, end);
            case UNBAN -> Fact.remove(room, BAN, user);
            case MUTE -> Fact.put(room, MUTE, user, end);
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

    /** Lets a fact hold from now on. */
    synchronized void apply(Fact change) {
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

    private static Instant until(String text) {
        return text.equals(FOR_EVER) ? Instant.MAX : Instant.parse(text);
    }

    /** A change of the room's records: {@code kept} says whether the record is written or removed. */
    record Fact(RoomRecord fact, boolean kept) {
        static Fact put(RoomName room, String type, String key, String value) {
            return new Fact(new RoomRecord(room, type, key, value), true);
        }

        static Fact remove(RoomName room, String type, String key) {
            return new Fact(new RoomRecord(room, type, key, ""), false);
        }
    }
}
