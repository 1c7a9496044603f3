package dev.parley.chat.room;

import dev.parley.chat.event.EventDelivery;
import dev.parley.chat.event.OutgoingEvent;
import dev.parley.chat.event.ServerEvent;
import dev.parley.chat.event.Wire;
import dev.parley.chat.policy.LeaveReason;
import dev.parley.chat.shared.Listing;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.model.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whom the members of a room see in it, here or through other engines: each user once. A member who leaves is still seen until no other engine
 * is known to have the user. Guarded by the {@link LiveRoom}.
 */
final class Attendance {

    /** How long it is not said that members join while it is not known whether they have been in the room elsewhere. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** What the room does about it. */
    interface Audience {

        void send(OutgoingEvent event, @Nullable String except);

        /** The list is to be sent. */
        void usersChanged();

        /** Calls {@link #late} with the lock. */
        void listIsLate();

        /** The user's role on the wire; null if it is not known. */
        @Nullable
        String role(UserId user);
    }

    private final RoomName room;
    private final RoomContext context;
    private final Map<UserId, Member> members;
    private final Audience audience;
    /** Those whom others see in the room through other engines. */
    private final Map<UserId, Listing> elsewhere = new LinkedHashMap<>();

    /** Whether those who were in the room elsewhere at first are among them. */
    private boolean complete;

    /** Whether that took too long. */
    private boolean late;

    /** Visible members of whom it is not said yet that they have joined. */
    private final Set<UserId> waiting = new LinkedHashSet<>();

    private int seen;
    /** Of them, those who are here. */
    private int seenHere;

    Attendance(RoomName room, RoomContext context, Map<UserId, Member> members, Audience audience) {
        this.room = room;
        this.context = context;
        this.members = members;
        this.audience = audience;
    }

    /** How many users are seen. */
    int size() {
        return seen;
    }

    /** How many of them are only elsewhere, not counting one. */
    int onlyElsewhere(UserId but) {
        return seen - seenHere - (elsewhere.containsKey(but) && !isSeenHere(but) ? 1 : 0);
    }

    /** Whether others see a user in the room through another engine. */
    boolean isElsewhere(UserId user) {
        return elsewhere.containsKey(user);
    }

    private boolean isSeenHere(UserId user) {
        Member member = members.get(user);
        return member != null && member.shown;
    }

    /** Makes a member visible to others. */
    void show(Member member) {
        takeOver();
        UserId user = member.user.id();
        member.shown = true;
        seenHere(1);
        if (!elsewhere.containsKey(user)) {
            seen++;
            announceSoon(member);
        }
        share(member);
        if (elsewhere.containsKey(user)) {
            update(user, "");
        }
    }

    /** At once, unless it is not known yet whether the user has been in the room elsewhere. */
    private void announceSoon(Member member) {
        if (complete || late || context.shared() == null) {
            joined(member);
        } else if (waiting.add(member.user.id()) && waiting.size() == 1) {
            context.scheduler().schedule(PATIENCE, audience::listIsLate);
        }
    }

    private void joined(Member member) {
        notice(ServerEvent.USER_JOINED, joinedOrLeft(member.user), member.first, member.user.id());
    }

    /** The list of those elsewhere is not waited for any longer. */
    void late() {
        late = true;
        announceWaiting();
    }

    /** Says of those of whom it was not said yet that they have joined, but not of those who are in the room elsewhere, too. */
    private void announceWaiting() {
        for (UserId user : waiting) {
            Member member = members.get(user);
            if (member != null && !elsewhere.containsKey(user)) {
                joined(member);
            }
        }
        waiting.clear();
    }

    /** Before it is said of a member that it has left. */
    private void announceNow(Member member) {
        if (waiting.remove(member.user.id())) {
            joined(member);
        }
    }

    private void seenHere(int change) {
        seenHere += change;
        SharedRooms shared = context.shared();
        if (shared != null && change != 0) {
            shared.count(room, seenHere);
        }
    }

    /** Hides a member from others, who is still there. */
    void hide(Member member) {
        announceNow(member);
        member.shown = false;
        seenHere(-1);
        share(member);
        if (!elsewhere.containsKey(member.user.id())) {
            gone(member.user, LeaveReason.DISCONNECTED.wireName(), member.first);
        }
        audience.usersChanged();
    }

    /** A member has left, and is not among the members any more. */
    void depart(Member member, LeaveReason reason) {
        announceNow(member);
        User user = member.user;
        boolean was = member.shown;
        member.shown = false;
        seenHere(was ? -1 : 0);
        SharedRooms shared = context.shared();
        if (shared != null) {
            Listing last = SharedRooms.listing(user, was, member.first);
            if (was && elsewhere.putIfAbsent(user.id(), last) == null) {
                context.elsewhere(user.id(), room, true);
            }
            shared.remove(room, user.id(), last, reason.wireName());
        } else if (was) {
            gone(user, reason.wireName(), member.first);
            audience.usersChanged();
        }
    }

    /** A user whom others saw is not in the room any more. */
    private void gone(User user, String reason, @Nullable String origin) {
        seen--;
        Map<String, Object> data = joinedOrLeft(user);
        data.put("reason", reason);
        notice(ServerEvent.USER_LEFT, data, origin, user.id());
    }

    /** Users who are still in the room with another device are not notified of themselves. */
    private void notice(ServerEvent event, Map<String, Object> data, @Nullable String origin, UserId user) {
        if (seen <= context.noticeUsers()) {
            audience.send(new OutgoingEvent(0, event, data, origin), EventDelivery.inbox(user));
        }
    }

    private Map<String, Object> joinedOrLeft(User user) {
        return Wire.fields(
                "room",
                Wire.room(room),
                "user",
                Wire.user(user),
                "username",
                user.name(),
                "count",
                seen,
                "timestamp",
                Wire.time(context.scheduler().now()));
    }

    /** Lists a member for other engines, or lists it anew. */
    void share(Member member) {
        SharedRooms shared = context.shared();
        if (shared != null) {
            shared.put(room, member.user.id(), SharedRooms.listing(member.user, member.shown, member.first));
        }
    }

    /** Takes over whether a user is in the room elsewhere; {@code note} is the reason if not, as far as it is known. */
    void update(UserId user, String note) {
        takeOver();
        SharedRooms shared = context.shared();
        Listing now = shared == null ? null : shared.elsewhere(room, user);
        Listing before = now == null ? elsewhere.remove(user) : elsewhere.put(user, now);
        if ((now == null) != (before == null)) {
            context.elsewhere(user, room, now != null);
        }
        if (isSeenHere(user) || Objects.equals(now, before)) {
            return;
        }
        if (now != null && before == null) {
            seen++;
            notice(ServerEvent.USER_JOINED, joinedOrLeft(user(user, now)), now.text(), user);
        } else if (now == null && before != null) {
            gone(user(user, before), note.isEmpty() ? LeaveReason.DISCONNECTED.wireName() : note, before.text());
        }
        audience.usersChanged();
    }

    private static User user(UserId id, Listing listing) {
        return User.of(id.value(), listing.name());
    }

    /** Takes over everybody who is in the room elsewhere, without saying so of each. */
    void updateAll() {
        takeOver();
        audience.usersChanged();
    }

    /** Before anything is said of somebody: it may concern one who has been there all along. */
    private void takeOver() {
        SharedRooms shared = context.shared();
        if (complete || shared == null || !shared.isKnown(room)) {
            return;
        }
        complete = true;
        shared.elsewhere(room).forEach((user, listing) -> {
            if (elsewhere.put(user, listing) == null) {
                context.elsewhere(user, room, true);
                seen += isSeenHere(user) ? 0 : 1;
            }
        });
        announceWaiting();
    }

    /** Nobody here sees the room any more. */
    void close() {
        elsewhere.keySet().forEach(user -> context.elsewhere(user, room, false));
        elsewhere.clear();
    }

    /** The visible users as an event: those who are here first. */
    OutgoingEvent list() {
        List<Object> listed = new ArrayList<>();
        int most = context.usersShown();
        for (Member member : members.values()) {
            if (listed.size() == most) {
                break;
            }
            if (member.shown) {
                listed.add(listed(member.user.id(), member.user.name()));
            }
        }
        for (Map.Entry<UserId, Listing> other : elsewhere.entrySet()) {
            if (listed.size() == most) {
                break;
            }
            if (!isSeenHere(other.getKey())) {
                listed.add(listed(other.getKey(), other.getValue().name()));
            }
        }
        return OutgoingEvent.of(
                ServerEvent.ROOM_USERS,
                Wire.fields(
                        "room", Wire.room(room), "users", listed, "count", seen, "truncated", listed.size() < seen));
    }

    private Map<String, Object> listed(UserId user, String username) {
        return Wire.fields(
                "id",
                user.value(),
                "username",
                username,
                "room",
                Wire.room(room),
                "status",
                context.presence(user).status().wireName(),
                "role",
                audience.role(user));
    }

    /** Everybody who is in the room, here or visible elsewhere. */
    List<User> people() {
        Stream<User> here = members.values().stream().map(member -> member.user);
        Stream<User> others = elsewhere.entrySet().stream()
                .filter(other -> !members.containsKey(other.getKey()))
                .map(other -> user(other.getKey(), other.getValue()));
        return Stream.concat(here, others).toList();
    }
}
