package dev.parley.socketio.room;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The members of one room, by fan-out shard. Guarded by {@code this}.
 *
 * <p>An emit uses the arrays themselves as its snapshot, so emitting to a stable room allocates nothing. Joining writes
 * after the part visible to snapshots; leaving first copies an array if a snapshot shares it.
 */
public final class Room {

    private static final int FIRST_SIZE = 4;

    private final Slots[] shards;
    private int size;

    Room(int shards) {
        this.shards = new Slots[shards];
    }

    /** A member's slot in a room. */
    public static final class Membership {

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

    /** The members of one shard, in the first {@code count} slots of the arrays. */
    private static final class Slots {
        private RoomMember[] members = new RoomMember[FIRST_SIZE];
        private Membership[] memberships = new Membership[FIRST_SIZE];
        private int count;
        private boolean shared;
    }

    /** A snapshot of the members in one shard: an array whose first slots do not change. */
    public static final class Snapshot {

        public static final Snapshot NONE = new Snapshot(new RoomMember[0], 0);

        private final RoomMember[] members;
        private final int count;

        Snapshot(RoomMember[] members, int count) {
            this.members = members;
            this.count = count;
        }

        public RoomMember[] members() {
            return members;
        }

        /** The number of slots that are members. */
        public int count() {
            return count;
        }
    }

    synchronized Membership add(RoomMember member) {
        Slots slots = shards[member.shard()];
        if (slots == null) {
            slots = new Slots();
            shards[member.shard()] = slots;
        }
        int index = slots.count;
        if (index == slots.members.length) {
            slots.members = Arrays.copyOf(slots.members, index * 2);
            slots.memberships = Arrays.copyOf(slots.memberships, index * 2);
            slots.shared = false;
        }
        Membership membership = new Membership(this, index);
        slots.members[index] = member;
        slots.memberships[index] = membership;
        slots.count++;
        size++;
        return membership;
    }

    /** Removes a member; true if none is left. */
    synchronized boolean remove(RoomMember member, Membership membership) {
        Slots slots = shards[member.shard()];
        int last = slots.count - 1;
        int index = membership.index;
        if (slots.shared) {
            int length = Math.max(FIRST_SIZE, Integer.highestOneBit(Math.max(1, last)) * 2);
            slots.members = Arrays.copyOf(slots.members, length);
            slots.memberships = Arrays.copyOf(slots.memberships, length);
            slots.shared = false;
        }
        Membership moved = slots.memberships[last];
        slots.members[index] = slots.members[last];
        slots.memberships[index] = moved;
        moved.index = index;
        clear(slots, last);
        slots.count = last;
        size--;
        return size == 0;
    }

    @SuppressWarnings("NullAway") // slots from count on are empty
    private static void clear(Slots slots, int place) {
        slots.members[place] = null;
        slots.memberships[place] = null;
    }

    synchronized int size() {
        return size;
    }

    /** The members of every shard; an item is null if there are none. */
    synchronized @Nullable Snapshot[] snapshot() {
        @Nullable Snapshot[] taken = new Snapshot[shards.length];
        for (int i = 0; i < shards.length; i++) {
            Slots slots = shards[i];
            if (slots != null && slots.count > 0) {
                slots.shared = true;
                taken[i] = new Snapshot(slots.members, slots.count);
            }
        }
        return taken;
    }
}
