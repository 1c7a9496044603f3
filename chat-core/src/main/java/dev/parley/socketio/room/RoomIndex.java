package dev.parley.socketio.room;

import dev.parley.socketio.room.Room.Membership;
import dev.parley.socketio.room.Room.Snapshot;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The rooms of one namespace in this process, and its sockets by id. Thread-safe.
 *
 * <p>A socket's membership in the room named by its id is implicit: it is looked up by the id. Lock order: a socket's,
 * then the map's, then a room's.
 */
public final class RoomIndex {

    private final int shards;
    private final ConcurrentMap<String, Room> rooms = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, RoomMember> members = new ConcurrentHashMap<>();
    private final Room everyone;

    public RoomIndex(int shards) {
        this.shards = shards;
        this.everyone = new Room(shards);
    }

    /**
     * The result of adding to a room.
     *
     * @param membership the new member's slot
     * @param created whether the room is new
     */
    record Added(Membership membership, boolean created) {}

    Membership connect(RoomMember member) {
        members.put(member.id(), member);
        return everyone.add(member);
    }

    void disconnect(RoomMember member, Membership membership) {
        everyone.remove(member, membership);
        members.remove(member.id(), member);
    }

    Added add(String name, RoomMember member) {
        Added[] added = new Added[1];
        rooms.compute(name, (key, known) -> {
            Room room = known == null ? new Room(shards) : known;
            added[0] = new Added(room.add(member), known == null);
            return room;
        });
        return added[0];
    }

    /** Removes a member; true if the room is gone with it. */
    boolean remove(String name, RoomMember member, Membership membership) {
        return rooms.computeIfPresent(name, (key, room) -> room.remove(member, membership) ? null : room) == null;
    }

    @Nullable
    public RoomMember member(String id) {
        return members.get(id);
    }

    public Collection<RoomMember> all() {
        return members.values();
    }

    public boolean isEmpty() {
        return members.isEmpty();
    }

    public int shards() {
        return shards;
    }

    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>(rooms.keySet());
        members.values().forEach(member -> {
            if (member.memberships().isInOwnRoom()) {
                names.add(member.id());
            }
        });
        return names;
    }

    @Nullable
    public Snapshot[] everyone() {
        return everyone.snapshot();
    }

    /** The members of a room, except the socket whose id it is; null if there is no such room. */
    @Nullable
    public Snapshot @Nullable [] members(String name) {
        Room room = rooms.get(name);
        return room == null ? null : room.snapshot();
    }

    /** Whether there are members of a room besides the socket whose id it is. */
    public boolean hasMembers(String name) {
        return rooms.containsKey(name);
    }

    /** The socket reached by the room named by its id; null if there is none. */
    @Nullable
    public RoomMember own(String name) {
        RoomMember named = members.get(name);
        return named != null && named.memberships().isInOwnRoom() ? named : null;
    }

    /** The single socket that a selection names by its id and nothing else; null if there may be others, or none. */
    @Nullable
    public RoomMember only(Set<String> included, Set<String> except) {
        if (included.size() != 1 || !except.isEmpty()) {
            return null;
        }
        String id = included.iterator().next();
        RoomMember own = own(id);
        return own == null || rooms.containsKey(id) ? null : own;
    }

    /** Whether a selection of rooms, all sockets if empty, may contain sockets. */
    public boolean hasAny(Set<String> included) {
        if (included.isEmpty()) {
            return !members.isEmpty();
        }
        for (String name : included) {
            if (hasMembers(name) || own(name) != null) {
                return true;
            }
        }
        return false;
    }

    /** An upper bound of the sockets of a selection; one in several of its rooms counts more than once. */
    public int recipients(Set<String> included, Set<String> except) {
        int count = included.isEmpty() ? members.size() : 0;
        for (String name : included) {
            count += own(name) == null ? 0 : 1;
            Snapshot[] room = members(name);
            for (int shard = 0; room != null && shard < room.length; shard++) {
                Snapshot snapshot = room[shard];
                count += snapshot == null ? 0 : snapshot.count();
            }
        }
        for (String name : except) {
            count -= members.containsKey(name) ? 1 : 0;
        }
        return Math.max(0, count);
    }

    /** The connected sockets of a selection, without duplicates. */
    public Collection<RoomMember> select(Set<String> included, Set<String> except) {
        Set<RoomMember> found = new LinkedHashSet<>();
        if (included.isEmpty()) {
            found.addAll(members.values());
        }
        for (String name : included) {
            collect(name, found);
        }
        if (!except.isEmpty()) {
            Set<RoomMember> excluded = new LinkedHashSet<>();
            except.forEach(name -> {
                collect(name, excluded);
                RoomMember named = members.get(name);
                if (named != null) {
                    excluded.add(named);
                }
            });
            found.removeAll(excluded);
        }
        found.removeIf(member -> !member.isConnected());
        return found;
    }

    private void collect(String name, Set<RoomMember> target) {
        RoomMember own = own(name);
        if (own != null) {
            target.add(own);
        }
        Snapshot[] found = members(name);
        if (found != null) {
            for (Snapshot snapshot : found) {
                for (int i = 0; snapshot != null && i < snapshot.count(); i++) {
                    target.add(snapshot.members()[i]);
                }
            }
        }
    }
}
