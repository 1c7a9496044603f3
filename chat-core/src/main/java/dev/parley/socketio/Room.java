package dev.parley.socketio;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The members of one room, by fan-out shard. Guarded by {@code this}.
 *
 * <p>An emit takes the arrays themselves as its snapshot, so a stable room costs nothing to emit to. Joining writes behind the
 * part that a snapshot sees; leaving copies an array first if a snapshot has it.
 */
final class Room {

    private static final int FIRST_SIZE = 4;

    private final Slots[] shards;
    private int size;

    Room(int shards) {
        this.shards = new Slots[shards];
    }

    /** A socket's place in a room. */
    static final class Membership {

        private final Room room;
        private int index;

        private Membership(Room room, int index) {
            this.room = room;
            this.index = index;
        }

        Room room() {
            return room;
        }
    }

    /** Members in one shard; only the first {@code count} places of the arrays are filled. */
    private static final class Slots {
        private Socket[] sockets = new Socket[FIRST_SIZE];
        private Membership[] memberships = new Membership[FIRST_SIZE];
        private int count;
        private boolean shared;
    }

    /** The members in one shard at one moment: an array that does not change in its first places. */
    static final class Snapshot {

        static final Snapshot NONE = new Snapshot(new Socket[0], 0);

        private final Socket[] sockets;
        private final int count;

        Snapshot(Socket[] sockets, int count) {
            this.sockets = sockets;
            this.count = count;
        }

        Socket[] sockets() {
            return sockets;
        }

        /** How many places of the array are members. */
        int count() {
            return count;
        }
    }

    synchronized Membership add(Socket socket) {
        Slots slots = shards[socket.shard()];
        if (slots == null) {
            slots = new Slots();
            shards[socket.shard()] = slots;
        }
        int index = slots.count;
        if (index == slots.sockets.length) {
            slots.sockets = Arrays.copyOf(slots.sockets, index * 2);
            slots.memberships = Arrays.copyOf(slots.memberships, index * 2);
            slots.shared = false;
        }
        Membership membership = new Membership(this, index);
        slots.sockets[index] = socket;
        slots.memberships[index] = membership;
        slots.count++;
        size++;
        return membership;
    }

    /** Removes a member; true if none is left. */
    synchronized boolean remove(Socket socket, Membership membership) {
        Slots slots = shards[socket.shard()];
        int last = slots.count - 1;
        int index = membership.index;
        if (slots.shared) {
            int length = Math.max(FIRST_SIZE, Integer.highestOneBit(Math.max(1, last)) * 2);
            slots.sockets = Arrays.copyOf(slots.sockets, length);
            slots.memberships = Arrays.copyOf(slots.memberships, length);
            slots.shared = false;
        }
        Membership moved = slots.memberships[last];
        slots.sockets[index] = slots.sockets[last];
        slots.memberships[index] = moved;
        moved.index = index;
        clear(slots, last);
        slots.count = last;
        size--;
        return size == 0;
    }

    @SuppressWarnings("NullAway") // the places from count on are free
    private static void clear(Slots slots, int place) {
        slots.sockets[place] = null;
        slots.memberships[place] = null;
    }

    synchronized int size() {
        return size;
    }

    /** The members in every shard; an item is null where there is none. */
    synchronized @Nullable Snapshot[] snapshot() {
        @Nullable Snapshot[] taken = new Snapshot[shards.length];
        for (int i = 0; i < shards.length; i++) {
            Slots slots = shards[i];
            if (slots != null && slots.count > 0) {
                slots.shared = true;
                taken[i] = new Snapshot(slots.sockets, slots.count);
            }
        }
        return taken;
    }
}
