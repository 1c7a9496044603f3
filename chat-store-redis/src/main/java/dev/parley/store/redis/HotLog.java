package dev.parley.store.redis;

import static dev.parley.cluster.redis.connection.RedisConnection.bytes;
import static dev.parley.cluster.redis.connection.RedisConnection.text;

import dev.parley.model.Entry;
import dev.parley.model.RoomName;
import dev.parley.store.Head;
import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** The logs in Redis. Thread-safe; every method may block and throws StoreException. */
final class HotLog {

    private static final byte[] NONE = {};
    private static final int ALL = 10_000_000;

    private final HotPool pool;
    private final HotKeys keys;
    private final byte[] windowMillis;
    private final Recovery recovery;
    private final Custody custody;

    HotLog(HotPool pool, HotKeys keys, TierOptions options, Recovery recovery, Custody custody) {
        this.pool = pool;
        this.keys = keys;
        this.windowMillis = bytes(options.retryWindow().toMillis());
        this.recovery = recovery;
        this.custody = custody;
    }

    /** Runs a script that may run twice for a room, after Redis was found to be complete. */
    private List<?> run(Script script, RoomName room, byte[]... args) {
        return pool.repeatable(link -> run(link, script, room, args));
    }

    List<?> run(Link link, Script script, RoomName room, byte[]... args) {
        byte[][] all = withRun(link, args);
        List<?> reply = link.run(script, keys.of(room), all);
        if (Link.status(reply).equals("VERIFY")) {
            recovery.verify(link);
            reply = link.run(script, keys.of(room), all);
        }
        if (Link.status(reply).equals("COMPARE")) {
            recovery.compare(link, room);
            reply = link.run(script, keys.of(room), all);
        }
        if (Link.status(reply).equals("VERIFY") || Link.status(reply).equals("COMPARE")) {
            throw new StoreException(Category.UNAVAILABLE, "Redis was restarted again");
        }
        return reply;
    }

    private static byte[][] withRun(Link link, byte[]... args) {
        byte[][] all = new byte[args.length + 1][];
        all[0] = bytes(link.run());
        System.arraycopy(args, 0, all, 1, args.length);
        return all;
    }

    /** Everything that is not archived. */
    Tail tail(RoomName room) {
        return tail(room, 0, ALL);
    }

    /**
     * {@code limit} 0 for the head alone. What is read is kept: if Redis loses it while somebody sees it, or it is archived, its numbers are
     * not to be given again.
     */
    Tail tail(RoomName room, long after, int limit) {
        return pool.repeatable(link -> {
            Tail tail = tail(room, run(link, Script.TAIL, room, bytes(after), bytes(limit)));
            if (!custody.addRead(link.generation(), tail.entries())) {
                throw new JedisConnectionException("Redis was restarted meanwhile");
            }
            return tail;
        });
    }

    static Tail tail(RoomName room, List<?> reply) {
        if (Link.status(reply).equals("COLD")) {
            return Tail.unknown(room);
        }
        String epoch = text(reply.get(1));
        String at = text(reply.get(5));
        List<Entry> entries = new ArrayList<>();
        List<?> found = (List<?>) reply.get(7);
        for (int i = 0; i < found.size(); i += 2) {
            String id = text(found.get(i));
            long seq = Long.parseLong(id.substring(0, id.indexOf('-')));
            entries.add(HotEntries.read(room, epoch, seq, (byte[]) found.get(i + 1)));
        }
        return new Tail(
                room,
                true,
                epoch,
                Link.number(reply.get(2)),
                Link.number(reply.get(3)),
                Link.number(reply.get(4)),
                at.isEmpty() ? null : Instant.ofEpochMilli(Long.parseLong(at)),
                text(reply.get(6)),
                entries);
    }

    /** The heads of rooms, in one exchange. */
    Map<RoomName, Tail> heads(Collection<RoomName> rooms) {
        return pool.repeatable(link -> {
            for (RoomName room : rooms) {
                link.send(Script.TAIL, keys.of(room), withRun(link, NONE, bytes(0)));
            }
            link.connection().flushed();
            Map<RoomName, Tail> heads = new HashMap<>();
            List<RoomName> again = new ArrayList<>();
            for (RoomName room : rooms) {
                List<?> reply = link.reply();
                switch (Link.status(reply)) {
                    case "OK", "COLD" -> heads.put(room, tail(room, reply));
                    default -> again.add(room);
                }
            }
            again.forEach(room -> heads.put(room, tail(room, run(link, Script.TAIL, room, NONE, bytes(0)))));
            return heads;
        });
    }

    /** Makes a room known as the archive has it, unless it is known. */
    void seed(Head head) {
        run(Script.SEED, head.room(), seedArgs(head));
    }

    static byte[][] seedArgs(Head head) {
        Instant at = head.lastAt();
        return new byte[][] {
            bytes(head.room().key()),
            bytes(head.epoch()),
            bytes(head.lastSeq()),
            bytes(head.purgedSeq()),
            at == null ? NONE : bytes(at.toEpochMilli()),
            bytes(UUID.randomUUID().toString())
        };
    }

    /** False if the fence is not that of the archiver any more. */
    boolean trim(Tail tail, String fence, long through) {
        List<?> reply = run(
                Script.TRIM,
                tail.room(),
                bytes(tail.room().key()),
                bytes(fence),
                bytes(tail.epoch()),
                bytes(through),
                bytes(tail.change()));
        return Link.status(reply).equals("OK");
    }

    void purge(RoomName room, long through) {
        run(Script.PURGE, room, bytes(through));
    }

    /** False if nothing was ever written to the room, or it is not known. */
    boolean reset(RoomName room, String epoch) {
        return Link.status(run(Script.RESET, room, bytes(room.key()), bytes(epoch), windowMillis))
                .equals("OK");
    }

    void rules(RoomName room, long version) {
        run(Script.RULES, room, bytes(room.key()), bytes(version));
    }

    /** The versions of all rooms have to be read again. */
    void forgetRules() {
        run(Script.RULES, RoomName.of("any"), NONE, NONE);
    }

    /** Rooms with entries that are not archived, longest waiting first. */
    List<RoomName> waiting(int limit) {
        return pool.repeatable(link -> {
            List<RoomName> rooms = new ArrayList<>();
            Object reply = link.ask(Command.ZRANGE, keys.global("waiting"), bytes(0), bytes(limit - 1L));
            for (Object key : (List<?>) Objects.requireNonNull(reply)) {
                rooms.add(RoomName.parse(text(key)));
            }
            return rooms;
        });
    }

    /** The fence of this archiver; empty if another one has the lease. */
    String lease(String node, long millis) {
        return pool.call(link -> {
            List<?> reply = link.run(Script.LEASE, keys.of("", "archiver"), withRun(link, bytes(node), bytes(millis)));
            return Link.status(reply).equals("OK") ? text(reply.get(1)) : "";
        });
    }

    void release(String node) {
        pool.call(link -> {
            link.release(keys.global("archiver"), bytes(node));
            return node;
        });
    }
}
