package dev.parley.testkit.simulation;

import dev.parley.model.Entry;
import dev.parley.model.EntryKind;
import dev.parley.model.RoomName;
import dev.parley.store.MessageStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What was promised to clients, to be compared with the store. One thread. */
final class Ledger {

    /** A mute holds on every node after the next comparison of records, and the messages decided on before it are stored. */
    private static final long MUTE_NANOS = Duration.ofMillis(5_200).toNanos();

    private static final int PAGE = 500;

    /** The answer to a message. */
    record Acknowledged(String client, String room, String clientMsgId, String id, long seq) {}

    private record Muted(String room, String user) {}

    private final World world;
    private final Map<String, Acknowledged> acknowledged = new LinkedHashMap<>();
    private final Map<Muted, Long> mutes = new HashMap<>();
    private final Map<String, Long> failures = new HashMap<>();

    Ledger(World world) {
        this.world = world;
    }

    void acknowledged(Acknowledged answer) {
        Acknowledged before = acknowledged.putIfAbsent(answer.clientMsgId(), answer);
        world.count("acknowledged");
        if (before != null) {
            world.count("acknowledged again");
            if (!before.equals(answer)) {
                world.violated(
                        "one clientMsgId, two messages: " + before + " and " + answer, answer.room(), answer.client());
            }
        }
    }

    /** A call of the store failed: what that node would have read, it reads at the next comparison. */
    void failed(SimulatedNode node) {
        failures.put(node.life(), world.nanos());
    }

    void muted(String room, String user) {
        mutes.put(new Muted(room, user), world.nanos());
    }

    void unmuted(String room, String user) {
        mutes.remove(new Muted(room, user));
    }

    void appended(SimulatedNode node, RoomName room, String sender, long seq) {
        Long muted = mutes.get(new Muted(room.value(), sender));
        if (muted == null) {
            return;
        }
        long since = Math.max(muted, failures.getOrDefault(node.life(), Long.MIN_VALUE));
        if (world.nanos() - since > MUTE_NANOS) {
            world.violated(
                    "a message of " + sender + ", who is muted in " + room.value() + " since "
                            + Duration.ofNanos(muted) + ", is stored at " + Duration.ofNanos(world.nanos())
                            + " through " + node.life() + " as seq " + seq,
                    room.value());
        } else {
            world.count("messages after a mute");
        }
    }

    /** Everything that is in a room's log, from the first entry that is kept. */
    static List<Entry> log(MessageStore store, RoomName room) {
        List<Entry> all = new java.util.ArrayList<>();
        long after = store.head(room).purgedSeq();
        List<Entry> page = store.entries(room, after, PAGE);
        while (!page.isEmpty()) {
            all.addAll(page);
            page = store.entries(room, page.get(page.size() - 1).seq(), PAGE);
        }
        return all;
    }

    /** Compares what was acknowledged with what is stored. */
    void check(MessageStore store, List<String> rooms) {
        Map<String, Entry> stored = new HashMap<>();
        for (String name : rooms) {
            Set<String> once = new HashSet<>();
            long expected = store.head(RoomName.of(name)).purgedSeq();
            for (Entry entry : log(store, RoomName.of(name))) {
                expected++;
                if (entry.seq() != expected) {
                    world.violated("the store has seq " + entry.seq() + " in place of " + expected, name);
                }
                String key = entry.sender().id().value() + ' ' + entry.clientMsgId();
                if (entry.clientMsgId() != null && !once.add(key)) {
                    world.violated("stored twice in " + name + ": " + key, name);
                }
                if (entry.kind() == EntryKind.MESSAGE) {
                    stored.put(name + ' ' + entry.seq(), entry);
                }
            }
        }
        for (Acknowledged answer : acknowledged.values()) {
            Entry entry = stored.get(answer.room() + ' ' + answer.seq());
            if (entry == null || !entry.messageId().value().equals(answer.id())) {
                world.violated("acknowledged and not stored: " + answer, answer.room(), answer.client());
            }
        }
    }
}
