package dev.parley.socketio.room;

import dev.parley.socketio.room.Room.Membership;
import dev.parley.socketio.room.RoomChange.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rooms of one socket. Guarded by {@code this}; the caller notifies listeners of room events, outside the lock.
 *
 * <p>Before the socket is connected, rooms are only recorded: a refused socket was never in one. After it has left,
 * joining has no effect.
 */
public final class RoomMemberships {

    private enum State {
        CONNECTING,
        CONNECTED,
        LEFT
    }

    private final RoomMember member;
    private State state = State.CONNECTING;
    /** Whether a connected socket is in the room named by its id; read without the lock. */
    private volatile boolean own;

    /** Whether it joins that room on connecting. */
    private boolean entersOwn = true;

    private @Nullable Membership everyone;
    /** Rooms other than its own; null while there are none. A recorded room has no membership yet. */
    private @Nullable Map<String, @Nullable Membership> rooms;

    RoomMemberships(RoomMember member) {
        this.member = member;
    }

    /** Makes the socket a member of its namespace, its own room and the rooms recorded before. */
    public synchronized List<RoomChange> connect(RoomIndex index) {
        if (state != State.CONNECTING) {
            return List.of();
        }
        state = State.CONNECTED;
        List<RoomChange> events = new ArrayList<>(2);
        everyone = index.connect(member);
        if (entersOwn) {
            enterOwn(index, events);
        }
        Map<String, @Nullable Membership> noted = rooms;
        if (noted != null) {
            rooms = null;
            noted.keySet().forEach(room -> enter(index, room, events));
        }
        return events;
    }

    /** Records the rooms of a recovered socket, to be joined on connecting. */
    public synchronized void restore(Collection<String> names) {
        entersOwn = names.contains(member.id());
        note(names);
    }

    private void note(Collection<String> names) {
        names.forEach(name -> map().putIfAbsent(name, null));
    }

    /** Whether the socket is reached by the room named by its id. */
    public boolean isInOwnRoom() {
        return own;
    }

    public synchronized List<RoomChange> join(RoomIndex index, Collection<String> names) {
        List<RoomChange> events = new ArrayList<>(2);
        for (String name : names) {
            if (state == State.CONNECTED) {
                enter(index, name, events);
            } else if (state == State.CONNECTING) {
                note(List.of(name));
            }
        }
        return events;
    }

    public synchronized List<RoomChange> leave(RoomIndex index, String name) {
        List<RoomChange> events = new ArrayList<>(2);
        if (own && name.equals(member.id())) {
            exitOwn(index, events);
            return events;
        }
        if (rooms == null || !rooms.containsKey(name)) {
            return List.of();
        }
        exit(index, name, rooms.remove(name), events);
        return events;
    }

    public synchronized List<RoomChange> leaveAll(RoomIndex index) {
        Membership place = everyone;
        state = State.LEFT;
        everyone = null;
        if (place == null) {
            rooms = null;
            return List.of();
        }
        List<RoomChange> events = new ArrayList<>();
        if (rooms != null) {
            rooms.forEach((name, membership) -> exit(index, name, membership, events));
            rooms = null;
        }
        index.disconnect(member, place);
        if (own) {
            exitOwn(index, events);
        }
        return events;
    }

    public synchronized boolean contains(String name) {
        boolean isOwn = name.equals(member.id());
        return (isOwn && (own || (state == State.CONNECTING && entersOwn)))
                || (rooms != null && rooms.containsKey(name));
    }

    public synchronized Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        if (own) {
            names.add(member.id());
        }
        if (rooms != null) {
            names.addAll(rooms.keySet());
        }
        return names;
    }

    private void enter(RoomIndex index, String name, List<RoomChange> events) {
        if (name.equals(member.id())) {
            if (!own) {
                enterOwn(index, events);
            }
            return;
        }
        if (map().containsKey(name)) {
            return;
        }
        RoomIndex.Added added = index.add(name, member);
        map().put(name, added.membership());
        if (added.created()) {
            events.add(new RoomChange(Kind.CREATE, name, null));
        }
        events.add(new RoomChange(Kind.JOIN, name, member.id()));
    }

    private void enterOwn(RoomIndex index, List<RoomChange> events) {
        own = true;
        if (!index.hasMembers(member.id())) {
            events.add(new RoomChange(Kind.CREATE, member.id(), null));
        }
        events.add(new RoomChange(Kind.JOIN, member.id(), member.id()));
    }

    private void exitOwn(RoomIndex index, List<RoomChange> events) {
        own = false;
        events.add(new RoomChange(Kind.LEAVE, member.id(), member.id()));
        if (!index.hasMembers(member.id())) {
            events.add(new RoomChange(Kind.DELETE, member.id(), null));
        }
    }

    private void exit(RoomIndex index, String name, @Nullable Membership membership, List<RoomChange> events) {
        if (membership != null) {
            boolean last = index.remove(name, member, membership);
            events.add(new RoomChange(Kind.LEAVE, name, member.id()));
            if (last) {
                events.add(new RoomChange(Kind.DELETE, name, null));
            }
        }
    }

    private Map<String, @Nullable Membership> map() {
        Map<String, @Nullable Membership> known = rooms;
        if (known == null) {
            known = new LinkedHashMap<>(4);
            rooms = known;
        }
        return known;
    }
}
