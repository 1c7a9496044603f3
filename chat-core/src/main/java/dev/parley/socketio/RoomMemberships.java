package dev.parley.socketio;

import dev.parley.socketio.Room.Membership;
import dev.parley.socketio.RoomEvent.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rooms of one socket, from its side. Guarded by {@code this}; listeners of room events are told by the caller, outside the
 * lock.
 *
 * <p>Before the socket is connected, rooms are only noted: a socket that is refused was never in one. After it left, joining
 * does nothing.
 */
final class RoomMemberships {

    private enum State {
        CONNECTING,
        CONNECTED,
        LEFT
    }

    private final Socket socket;
    private State state = State.CONNECTING;
    private @Nullable Membership everyone;
    /** Rooms but the own-id one; null while there are none. A noted room has no membership yet. */
    private @Nullable Map<String, @Nullable Membership> rooms;

    RoomMemberships(Socket socket) {
        this.socket = socket;
    }

    /** Makes the socket a member of its namespace, its own-id room and the rooms noted before. */
    synchronized List<RoomEvent> connect(RoomIndex index) {
        if (state != State.CONNECTING) {
            return List.of();
        }
        state = State.CONNECTED;
        List<RoomEvent> events = new ArrayList<>(2);
        everyone = index.connect(socket);
        events.add(new RoomEvent(Kind.CREATE, socket.id(), null));
        events.add(new RoomEvent(Kind.JOIN, socket.id(), socket.id()));
        Map<String, @Nullable Membership> noted = rooms;
        if (noted != null) {
            rooms = null;
            noted.keySet().forEach(room -> enter(index, room, events));
        }
        return events;
    }

    /** Rooms to join when the socket connects. */
    synchronized void note(Collection<String> names) {
        names.forEach(name -> map().putIfAbsent(name, null));
    }

    synchronized List<RoomEvent> join(RoomIndex index, Collection<String> names) {
        List<RoomEvent> events = new ArrayList<>(2);
        for (String name : names) {
            if (state == State.CONNECTED) {
                enter(index, name, events);
            } else if (state == State.CONNECTING) {
                note(List.of(name));
            }
        }
        return events;
    }

    synchronized List<RoomEvent> leave(RoomIndex index, String name) {
        if (rooms == null || !rooms.containsKey(name)) {
            return List.of();
        }
        List<RoomEvent> events = new ArrayList<>(2);
        exit(index, name, rooms.remove(name), events);
        return events;
    }

    synchronized List<RoomEvent> leaveAll(RoomIndex index) {
        Membership place = everyone;
        state = State.LEFT;
        everyone = null;
        if (place == null) {
            rooms = null;
            return List.of();
        }
        List<RoomEvent> events = new ArrayList<>();
        if (rooms != null) {
            rooms.forEach((name, membership) -> exit(index, name, membership, events));
            rooms = null;
        }
        index.disconnect(socket, place);
        events.add(new RoomEvent(Kind.LEAVE, socket.id(), socket.id()));
        events.add(new RoomEvent(Kind.DELETE, socket.id(), null));
        return events;
    }

    synchronized Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        if (everyone != null) {
            names.add(socket.id());
        }
        if (rooms != null) {
            names.addAll(rooms.keySet());
        }
        return names;
    }

    private void enter(RoomIndex index, String name, List<RoomEvent> events) {
        if (name.equals(socket.id()) || map().containsKey(name)) {
            return;
        }
        RoomIndex.Added added = index.add(name, socket);
        map().put(name, added.membership());
        if (added.created()) {
            events.add(new RoomEvent(Kind.CREATE, name, null));
        }
        events.add(new RoomEvent(Kind.JOIN, name, socket.id()));
    }

    private void exit(RoomIndex index, String name, @Nullable Membership membership, List<RoomEvent> events) {
        if (membership != null) {
            boolean last = index.remove(name, socket, membership);
            events.add(new RoomEvent(Kind.LEAVE, name, socket.id()));
            if (last) {
                events.add(new RoomEvent(Kind.DELETE, name, null));
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
