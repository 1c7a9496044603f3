package dev.parley.store.redis;

import static dev.parley.cluster.redis.connection.RedisConnection.bytes;
import static dev.parley.cluster.redis.connection.RedisConnection.text;

import dev.parley.model.Entry;
import dev.parley.model.RoomName;
import dev.parley.model.RoomRecord;
import dev.parley.store.MessageStore;
import dev.parley.store.StoreException;
import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol.Command;

/**
 * What happens when Redis is another process than before: it may have lost the end of what it had, or all of it. Until that is
 * settled no script does anything. Each node reports what it keeps; one of them, with a lease, waits for the others, appends what is
 * missing, and gives a room whose end is lost another epoch. Thread-safe; blocks.
 */
final class Recovery {

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final RoomName MARKER_ROOM = RoomName.of("parley tier");
    private static final String MARKER = "parley.tier";
    private static final long LEASE_MILLIS = 30_000;
    private static final long REPORT_SECONDS = 600;
    private static final Duration PAUSE = Duration.ofMillis(25);
    /** How long a call waits for another process that settles what Redis lost, after the time for reports. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    /** How many entries are reported in one exchange. */
    private static final int SLICE = 500;

    /** A node that was not heard of for so long is gone. */
    private static final long GONE_MILLIS = 15_000;

    private final HotKeys keys;
    private final TierOptions options;
    private final MessageStore archive;
    private final Custody custody;
    private final Scheduler clock;
    private final String node;
    /** The nodes that were there when this one looked last; empty before it has. */
    private volatile Set<String> peers = Set.of();

    Recovery(HotKeys keys, TierOptions options, MessageStore archive, Custody custody, Scheduler clock, String node) {
        this.keys = keys;
        this.options = options;
        this.archive = archive;
        this.custody = custody;
        this.clock = clock;
        this.node = node;
    }

    /** Says that this node is there, and looks who else is. */
    void meet(Link link) {
        verify(link);
        List<?> time = (List<?>) Objects.requireNonNull(link.ask(Command.TIME));
        long now = Link.number(time.get(0)) * 1_000 + Link.number(time.get(1)) / 1_000;
        link.ask(Command.ZADD, keys.global("nodes"), bytes(now), bytes(node));
        link.ask(Command.ZREMRANGEBYSCORE, keys.global("nodes"), bytes("-inf"), bytes(now - GONE_MILLIS));
        peers = members(link.ask(Command.ZRANGE, keys.global("nodes"), bytes(0), bytes(-1)));
    }

    /** This node leaves in good order: nobody has to wait for it. */
    void leave(Link link) {
        link.ask(Command.ZREM, keys.global("nodes"), bytes(node));
    }

    /** Returns when the process of Redis that the link leads to is known to be complete. */
    void verify(Link link) {
        if (isVerified(link)) {
            return;
        }
        byte[] reported = keys.global("reported:" + link.run());
        report(link);
        link.ask(Command.SADD, reported, bytes(node));
        link.ask(Command.EXPIRE, reported, bytes(REPORT_SECONDS));
        byte[] lease = keys.global("recovery");
        byte[] token = bytes(UUID.randomUUID().toString());
        long begun = clock.nanoTime();
        while (!isVerified(link)) {
            if (link.ask(Command.SET, lease, token, bytes("NX"), bytes("PX"), bytes(LEASE_MILLIS)) != null) {
                recoverOrRelease(link, reported, lease, token);
            } else if (clock.nanoTime() - begun
                    > options.settle().plus(PATIENCE).toNanos()) {
                throw new StoreException(
                        StoreException.Category.UNAVAILABLE,
                        "Redis was restarted, and another process settles what it lost");
            } else {
                pause();
            }
        }
    }

    private void recoverOrRelease(Link link, byte[] reported, byte[] lease, byte[] token) {
        try {
            recover(link, reported);
        } finally {
            link.release(lease, token);
        }
    }

    /** The room is behind the archive if Redis came back with older data; done once for each process of Redis. */
    void compare(Link link, RoomName room) {
        List<byte[]> args = new ArrayList<>(List.of(prepended(HotLog.seedArgs(archive.head(room)))));
        args.set(args.size() - 1, bytes(link.run()));
        link.run(Script.COMPARE, keys.of(room), args.toArray(byte[][]::new));
    }

    private boolean isVerified(Link link) {
        return text(link.ask(Command.HGET, keys.global("state"), bytes("run"))).equals(link.run());
    }

    private void report(Link link) {
        for (Custody.Report report : custody.reports(link.generation())) {
            String room = report.room().key();
            byte[] entries = keys.global("report:" + room);
            for (int from = 0; from < report.entries().size(); from += SLICE) {
                List<Entry> slice =
                        report.entries().subList(from, Math.min(report.entries().size(), from + SLICE));
                List<byte[]> args = new ArrayList<>(List.of(entries));
                for (Entry entry : slice) {
                    args.add(bytes(report.epoch() + ':' + entry.seq()));
                    args.add(HotEntries.write(entry));
                }
                link.ask(Command.HSET, args.toArray(byte[][]::new));
            }
            link.ask(Command.HSET, entries, bytes(report.epoch() + ":last:" + node), bytes(report.last()));
            link.ask(Command.HSET, entries, bytes(report.epoch() + ":letGo:" + node), bytes(report.letGo()));
            link.ask(Command.EXPIRE, entries, bytes(REPORT_SECONDS));
            link.ask(Command.SADD, keys.global("reports"), bytes(room));
        }
        link.ask(Command.EXPIRE, keys.global("reports"), bytes(REPORT_SECONDS));
    }

    private void recover(Link link, byte[] reported) {
        byte[] state = keys.global("state");
        boolean survived = link.ask(Command.HGET, state, bytes("run")) != null;
        boolean introduced = archive.recordsIn(MARKER_ROOM).stream()
                .noneMatch(found -> found.type().equals(MARKER) && found.key().equals(keys.prefix()));
        if (introduced) {
            archive.putRecord(new RoomRecord(MARKER_ROOM, MARKER, keys.prefix(), ""));
        }
        boolean fresh = introduced && !survived;
        boolean complete = fresh || awaitReports(link, reported, survived);
        int renewed = 0;
        for (String room : members(link.ask(Command.SMEMBERS, keys.global("reports")))) {
            renewed += restore(link, RoomName.parse(room), complete) ? 0 : 1;
            link.ask(Command.DEL, keys.global("report:" + room));
        }
        link.ask(Command.DEL, keys.global("reports"));
        if (!survived && !complete) {
            link.ask(Command.HSET, state, bytes("lost"), bytes(1));
        }
        link.ask(Command.HSETNX, state, bytes("era"), bytes(clock.now().toEpochMilli()));
        link.ask(Command.HSET, state, bytes("run"), bytes(link.run()));
        if (fresh) {
            LOG.info("The hot tier {} begins", keys.prefix());
        } else if (survived) {
            LOG.info("Redis was restarted with its data; {} rooms begin a new epoch", renewed);
        } else {
            LOG.error(
                    "Redis has lost its data; all nodes reported: {}; {} rooms begin a new epoch now",
                    complete,
                    renewed);
        }
    }

    /** False if a node that was there has not reported in time, or nobody knows which were. */
    private boolean awaitReports(Link link, byte[] reported, boolean survived) {
        Set<String> awaited = new HashSet<>(peers);
        if (survived) {
            awaited.addAll(members(link.ask(Command.ZRANGE, keys.global("nodes"), bytes(0), bytes(-1))));
        }
        long begun = clock.nanoTime();
        while (clock.nanoTime() - begun < options.settle().toNanos()) {
            Set<String> there = members(link.ask(Command.SMEMBERS, reported));
            if (!awaited.isEmpty() && there.containsAll(awaited)) {
                return true;
            }
            pause();
        }
        return false;
    }

    /** False if the end of the room's log is lost, and it begins a new epoch. */
    private boolean restore(Link link, RoomName room, boolean complete) {
        byte[][] all = keys.of(room);
        Tail tail = HotLog.tail(room, link.run(Script.TAIL, all, new byte[0], bytes(0), bytes(0)));
        if (!tail.known()) {
            link.run(Script.SEED, all, prepended(HotLog.seedArgs(archive.head(room))));
            tail = HotLog.tail(room, link.run(Script.TAIL, all, new byte[0], bytes(0), bytes(0)));
        }
        Reported reported = Reported.read(
                room,
                tail.epoch(),
                Objects.requireNonNull(link.ask(Command.HGETALL, keys.global("report:" + room.key()))));
        long end = append(link, tail, reported, reported.following(tail.seq(), complete));
        if (end >= reported.last()) {
            return true;
        }
        link.run(
                Script.RENEW,
                all,
                new byte[0],
                bytes(room.key()),
                bytes(UUID.randomUUID().toString()));
        LOG.error("{} has lost its entries {} to {}", room, end + 1, reported.last());
        return false;
    }

    /** The last number afterwards. */
    private long append(Link link, Tail tail, Reported reported, List<Entry> entries) {
        long end = tail.seq();
        for (int from = 0; from < entries.size(); from += SLICE) {
            List<byte[]> args = new ArrayList<>();
            args.add(new byte[0]);
            args.add(bytes(tail.room().key()));
            args.add(bytes(reported.epoch()));
            args.add(bytes(options.retryWindow().toMillis()));
            for (Entry entry : entries.subList(from, Math.min(entries.size(), from + SLICE))) {
                args.add(bytes(entry.seq()));
                args.add(HotEntries.write(entry));
                args.add(HotEntries.key(entry.sender().id(), entry.clientMsgId()));
                args.add(bytes(entry.target()));
                args.add(bytes(entry.createdAt().toEpochMilli()));
            }
            List<?> reply = link.run(Script.RESTORE, keys.of(tail.room()), args.toArray(byte[][]::new));
            end = Link.status(reply).equals("OK") ? Link.number(reply.get(1)) : end;
        }
        return end;
    }

    private static byte[][] prepended(byte[]... args) {
        byte[][] all = new byte[args.length + 1][];
        all[0] = new byte[0];
        System.arraycopy(args, 0, all, 1, args.length);
        return all;
    }

    private void pause() {
        clock.await(new CompletableFuture<>(), PAUSE);
    }

    private static Set<String> members(@Nullable Object reply) {
        Set<String> members = new HashSet<>();
        if (reply instanceof List<?> all) {
            all.forEach(each -> members.add(text(each)));
        } else if (reply instanceof Set<?> all) {
            all.forEach(each -> members.add(text(each)));
        }
        return members;
    }
}
