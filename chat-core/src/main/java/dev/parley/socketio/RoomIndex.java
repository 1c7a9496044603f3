package dev.parley.socketio;

import dev.parley.socketio.Room.Membership;
import dev.parley.socketio.Room.Snapshot;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The rooms of one namespace in this process, and its sockets by id. Thread-safe.
 *
 * <p>A socket's own-id room is not kept as a room: it is found by the id. Lock order: a socket's, then the map's, then a
 * room's.
 */
final class RoomIndex {

    private final int shards;
    private final ConcurrentMap<String, Room> rooms = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Socket> sockets = new ConcurrentHashMap<>();
    private final Room everyone;

    RoomIndex(int shards) {
        this.shards = shards;
        this.everyone = new Room(shards);
    }

    /**
     * What adding to a room made.
     *
     * @param membership the new member's place
     * @param created whether the room is new
     */
    record Added(Membership membership, boolean created) {}

    Membership connect(Socket socket) {
        sockets.put(socket.id(), socket);
        return everyone.add(socket);
    }

    void disconnect(Socket socket, Membership membership) {
        everyone.remove(socket, membership);
        sockets.remove(socket.id(), socket);
    }

    Added add(String name, Socket socket) {
        Added[] added = new Added[1];
        rooms.compute(name, (key, known) -> {
            Room room = known == null ? new Room(shards) : known;
            added[0] = new Added(room.add(socket), known == null);
            return room;
        });
        return added[0];
    }

    /** Removes a member; true if the room is gone with it. */
    boolean remove(String name, Socket socket, Membership membership) {
        return rooms.computeIfPresent(name, (key, room) -> room.remove(socket, membership) ? null : room) == null;
    }

    @Nullable
    Socket socket(String id) {
        return sockets.get(id);
    }

    Collection<Socket> sockets() {
        return sockets.values();
    }

    boolean isEmpty() {
        return sockets.isEmpty();
    }

    int shards() {
        return shards;
    }

    Set<String> names() {
        Set<String> names = new LinkedHashSet<>(rooms.keySet());
        names.addAll(sockets.keySet());
        return names;
    }

    @Nullable
    Snapshot[] everyone() {
        return everyone.snapshot();
    }

    /** The members of a room but the socket whose id it is; null if there is no such room. */
    @Nullable
    Snapshot @Nullable [] members(String name) {
        Room room = rooms.get(name);
        return room == null ? null : room.snapshot();
    }

    /** The one socket that a selection names by its id and nothing else; null if there may be others, or none. */
    @Nullable
    Socket only(Selection selection) {
        if (selection.rooms().size() != 1 || !selection.except().isEmpty()) {
            return null;
        }
        String id = selection.rooms().iterator().next();
        Socket own = sockets.get(id);
        return own == null || rooms.containsKey(id) ? null : own;
    }

    /** The connected sockets of a selection, each once. */
    Collection<Socket> select(Selection selection) {
        Set<Socket> found = new LinkedHashSet<>();
        if (selection.rooms().isEmpty()) {
            found.addAll(sockets.values());
        }
        for (String name : selection.rooms()) {
            collect(name, found);
        }
        if (!selection.except().isEmpty()) {
            Set<Socket> excluded = new LinkedHashSet<>();
            selection.except().forEach(name -> collect(name, excluded));
            found.removeAll(excluded);
        }
        found.removeIf(socket -> !socket.connected());
        return found;
    }

    private void collect(String name, Set<Socket> target) {
        Socket own = sockets.get(name);
        if (own != null) {
            target.add(own);
        }
        Snapshot[] members = members(name);
        if (members != null) {
            for (Snapshot snapshot : members) {
                for (int i = 0; snapshot != null && i < snapshot.count(); i++) {
                    target.add(snapshot.sockets()[i]);
                }
            }
        }
    }
}
