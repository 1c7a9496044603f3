package dev.parley.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A room as one client has it: everything from its floor on, in order. One thread. */
final class RoomView {

    private static final int KEPT_IDS = 20;

    private final World world;
    private final String client;
    private final String room;
    private final List<Long> seqs = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();
    private final List<Map<?, ?>> held = new ArrayList<>();
    private String epoch = "";
    private long floor = -1;
    private long last = -1;
    private int gaps;
    /** Whether what comes belongs to what the client has. */
    private boolean live;
    /** A join is under way. */
    private boolean entering;
    /** What comes is held until what is before has been read. */
    private boolean holding;

    RoomView(World world, String client, String room) {
        this.world = world;
        this.client = client;
        this.room = room;
    }

    String room() {
        return room;
    }

    String epoch() {
        return epoch;
    }

    /** Where the client's knowledge begins; -1 before it has any. */
    long floor() {
        return floor;
    }

    long last() {
        return last;
    }

    boolean isKnown() {
        return last >= 0;
    }

    boolean isLive() {
        return live;
    }

    /** Whether no join is under way; one is from now on. */
    boolean enters() {
        boolean first = !entering;
        entering = true;
        return first;
    }

    /** The join has been answered. */
    void entered() {
        entering = false;
    }

    boolean isHolding() {
        return holding;
    }

    /** How often the server said that something cannot be had any more. */
    int gaps() {
        return gaps;
    }

    /** The sequence numbers after the floor, as they came. */
    List<Long> seqs() {
        return seqs;
    }

    /** The ids of the messages that these entries create or change. */
    List<String> ids() {
        return ids;
    }

    /** The ids of some of the last messages. */
    List<String> lately() {
        return ids.subList(Math.max(0, ids.size() - KEPT_IDS), ids.size());
    }

    /** The connection is gone, or the room is left. */
    void pause() {
        live = false;
        holding = false;
        entering = false;
        held.clear();
    }

    /** What the client had is gone; what comes now is ignored until there is a history. */
    void forget() {
        pause();
        gaps++;
        epoch = "";
        last = -1;
        floor = -1;
        seqs.clear();
        ids.clear();
    }

    /** Begins with a history that ends at {@code head}. */
    void begin(String newEpoch, long head) {
        epoch = newEpoch;
        floor = head;
        last = head;
        seqs.clear();
        ids.clear();
        live = true;
    }

    /** What the client had goes on. */
    void resume() {
        live = true;
    }

    /** Holds what comes. */
    void hold() {
        holding = true;
        live = true;
    }

    /** What was held follows. */
    void release() {
        holding = false;
        List<Map<?, ?>> waiting = List.copyOf(held);
        held.clear();
        waiting.forEach(this::add);
    }

    /** An entry came, live or as one of the changes that were asked for. */
    void add(Map<?, ?> data) {
        if (!live) {
            return;
        }
        if (holding) {
            held.add(data);
            return;
        }
        accept(data);
    }

    /** The same for an entry that was read while others are held. */
    void accept(Map<?, ?> data) {
        long seq = ((Number) java.util.Objects.requireNonNull(data.get("seq"))).longValue();
        if (epoch.isEmpty() && last == 0) {
            epoch = String.valueOf(data.get("epoch")); // The log did not exist when the client came.
        }
        if (!epoch.equals(data.get("epoch"))) {
            world.violated(
                    client + " got " + room + " seq " + seq + " of epoch " + data.get("epoch") + " in " + epoch, room);
        } else if (seq != last + 1) {
            world.violated(
                    client + " got " + room + " seq " + seq + " after " + last + (seq <= last ? ": again" : ": a gap"),
                    room);
        }
        last = seq;
        seqs.add(seq);
        ids.add(String.valueOf(data.get("id")));
    }
}
