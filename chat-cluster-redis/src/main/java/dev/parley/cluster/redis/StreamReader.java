package dev.parley.cluster.redis;

import static dev.parley.cluster.redis.connection.RedisConnection.bytes;
import static dev.parley.cluster.redis.connection.RedisConnection.text;

import dev.parley.cluster.redis.RedisStreamsListener.Gap;
import dev.parley.cluster.redis.connection.Backoff;
import dev.parley.cluster.redis.connection.Connector;
import dev.parley.cluster.redis.connection.Counters;
import dev.parley.cluster.redis.connection.Links;
import dev.parley.cluster.redis.connection.RedisConnection;
import dev.parley.cluster.redis.connection.SendQueue;
import dev.parley.cluster.redis.connection.Shared;
import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Reads the streams from the last entry that there was at the start, and notices when entries were trimmed before they were read. One
 * thread; but for the connection its fields are not shared.
 */
final class StreamReader implements Runnable {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    /** Away for longer, entries may have been trimmed meanwhile. */
    private static final long AWAY = TimeUnit.MILLISECONDS.toNanos(100);
    /** A reader that is further behind is shown by the health. */
    private static final long BEHIND = TimeUnit.SECONDS.toMillis(1);
    /** How long a gap is shown by the health. */
    private static final long GAP_SHOWN = TimeUnit.SECONDS.toNanos(10);

    private final Connector connector;
    private final SendQueue queue;
    private final Links links;
    private final Counters counters;
    private final Router router;
    private final Scheduler clock;
    private final Duration block;
    private final int count;
    /** The last entry of each stream that was read. */
    private final Map<String, String> positions = new LinkedHashMap<>();

    /** The same after what was read was handed on; for other threads. */
    private volatile Map<String, String> handed = Map.of();

    private final CompletableFuture<Void> started = new CompletableFuture<>();
    private final Backoff backoff = new Backoff();
    private final List<String> streams;
    private volatile @Nullable RedisConnection connection;
    /** Whether entries may have been trimmed since the last read. */
    private boolean doubtful;

    /** Of streams that were empty when they were first looked at, how many entries had been removed. */
    private final Map<String, Long> removed = new HashMap<>();

    private final Map<String, StreamRate> rates = new HashMap<>();
    private volatile long readAt;
    private volatile long gapAt;
    /** How far the last read was behind the end, in milliseconds. */
    private volatile long lag;
    /** Whether what was read is being handed on. */
    private volatile boolean delivering;

    StreamReader(RedisStreamsOptions options, List<String> streams, Router router, Shared shared) {
        this.streams = streams;
        this.connector = shared.connector();
        this.queue = shared.queue();
        this.links = shared.links();
        this.counters = shared.counters();
        this.router = router;
        this.clock = shared.clock();
        this.block = options.block();
        // A stream that was trimmed before it was read holds as many entries as are kept.
        this.count = Math.min(options.readCount(), options.maxLength());
        this.gapAt = shared.clock().nanoTime() - GAP_SHOWN;
        for (String stream : streams) {
            rates.put(
                    stream,
                    new StreamRate(stream, options.maxLength(), shared.clock().nanoTime()));
        }
    }

    /** Tells it from others. */
    String name() {
        return streams.get(0);
    }

    /** Completes when every entry that is written from now on will be read. */
    CompletableFuture<Void> started() {
        return started;
    }

    @Override
    public void run() {
        while (!queue.isClosed()) {
            try {
                RedisConnection redis = connector.openFor("reader", block.plus(PATIENCE), streams.get(0));
                connection = redis;
                begin(redis);
                backoff.reset();
                while (!queue.isClosed()) {
                    read(redis);
                }
            } catch (JedisException lost) {
                if (!queue.isClosed()) {
                    links.down(Links.Part.READER, name(), lost);
                    drop();
                    queue.pause(backoff.nanos());
                }
            }
        }
        drop();
    }

    /** Ends what is read now, from any thread. */
    void drop() {
        RedisConnection last = connection;
        if (last != null) {
            last.drop();
        }
    }

    private void begin(RedisConnection redis) {
        for (String stream : streams) {
            String last = StreamIds.last(redis, stream);
            String read = positions.get(stream);
            if (read == null) {
                positions.put(stream, last);
                if (StreamIds.ZERO.equals(last)) {
                    // A part of what comes first may be gone at the first read.
                    removed.put(stream, info(redis, stream).removed());
                    doubtful = true;
                }
            } else if (StreamIds.compare(last, read) < 0) {
                positions.put(stream, last);
                gap(stream, Gap.STREAM_LOST);
            }
        }
        if (started.isDone()) {
            counters.reconnects.increment();
            doubtful = true;
        }
        handed = Map.copyOf(positions);
        readAt = clock.nanoTime();
        links.up(Links.Part.READER, name());
        started.complete(null);
    }

    private static StreamInfo info(RedisConnection redis, String stream) {
        try {
            return StreamInfo.of(redis.ask(Command.XINFO, bytes("STREAM"), bytes(stream)));
        } catch (JedisDataException absent) {
            return StreamInfo.of(null);
        }
    }

    private void gap(String stream, Gap gap) {
        gapAt = clock.nanoTime();
        router.gap(stream, gap, -1);
    }

    private void read(RedisConnection redis) {
        boolean atOnce = doubtful || clock.nanoTime() - readAt > AWAY;
        Map<String, String> before = new LinkedHashMap<>(positions);
        lag = 0;
        List<?> read = atOnce ? readChecked(redis) : StreamIds.list(redis.ask(Command.XREAD, arguments(true)));
        readAt = clock.nanoTime();
        doubtful = false;
        delivering = true;
        Map<String, Integer> counts = new HashMap<>();
        for (Object each : read) {
            List<?> stream = StreamIds.list(each);
            String name = text(stream.get(0));
            List<?> entries = StreamIds.list(stream.get(1));
            if (entries.size() >= count) {
                doubtful = true;
                if (!atOnce && trimmed(redis.ask(Command.XRANGE, at(name, before)), name, before)) {
                    gap(name, Gap.TRIMMED);
                }
            }
            counts.put(name, entries.size());
            deliver(name, entries);
        }
        rates.forEach((name, rate) -> links.advise(name, rate.read(counts.getOrDefault(name, 0), readAt)));
        handed = Map.copyOf(positions);
        router.passed(positions);
        delivering = false;
        links.behind(doubtful || clock.nanoTime() - gapAt < GAP_SHOWN);
    }

    /** The last entry of a stream that was handed on, or that was there at the start; from any thread. */
    String handed(String stream) {
        return handed.getOrDefault(stream, StreamIds.ZERO);
    }

    /** How far behind the end of the streams this is, in milliseconds; from any thread. */
    long lagMillis() {
        return lag + (delivering ? TimeUnit.NANOSECONDS.toMillis(clock.nanoTime() - readAt) : 0);
    }

    /** Shows that what was read is not handed on; called about once a second by another thread. */
    void check() {
        if (lagMillis() > BEHIND) {
            links.behind(true);
        }
    }

    private void deliver(String stream, List<?> entries) {
        for (Object each : entries) {
            List<?> entry = StreamIds.list(each);
            String id = text(entry.get(0));
            positions.put(stream, id);
            router.entry(stream, id, entry.get(1));
        }
    }

    private byte[][] arguments(boolean blocking) {
        List<byte[]> args = new ArrayList<>(List.of(bytes("COUNT"), bytes(count)));
        if (blocking) {
            args.addAll(List.of(bytes("BLOCK"), bytes(block.toMillis())));
        }
        args.add(bytes("STREAMS"));
        positions.keySet().forEach(stream -> args.add(bytes(stream)));
        positions.values().forEach(id -> args.add(bytes(id)));
        return args.toArray(byte[][]::new);
    }

    private static byte[][] at(String stream, Map<String, String> positions) {
        byte[] id = bytes(positions.getOrDefault(stream, StreamIds.ZERO));
        return new byte[][] {bytes(stream), id, id};
    }

    /** Whether the last entry that was read is gone, so that others behind it may be too. */
    private static boolean trimmed(@Nullable Object range, String stream, Map<String, String> positions) {
        return StreamIds.list(range).isEmpty() && !StreamIds.ZERO.equals(positions.get(stream));
    }

    /** Reads without waiting, and in the same instant looks whether the last entries that were read are still there. */
    private List<?> readChecked(RedisConnection redis) {
        redis.send(Command.MULTI);
        for (String stream : streams) {
            redis.send(Command.XRANGE, at(stream, positions));
            redis.send(Command.XINFO, bytes("STREAM"), bytes(stream));
        }
        redis.send(Command.XREAD, arguments(false));
        redis.send(Command.EXEC);
        redis.flushed();
        for (int i = 0; i < 2 * streams.size() + 2; i++) {
            redis.reply();
        }
        List<?> replies = StreamIds.list(redis.reply());
        List<?> read = StreamIds.list(checked(replies.get(2 * streams.size())));
        long furthest = 0;
        int index = 0;
        for (String stream : streams) {
            Object last = checked(replies.get(index++));
            StreamInfo info = StreamInfo.of(replies.get(index++));
            if (trimmed(last, stream, positions) || trimmedFromTheStart(stream, info)) {
                gap(stream, Gap.TRIMMED);
            }
            String readTo = lastOf(read, stream);
            furthest = Math.max(furthest, readTo == null ? 0 : info.millisBehind(readTo));
        }
        lag = furthest;
        return read;
    }

    private boolean trimmedFromTheStart(String stream, StreamInfo info) {
        return StreamIds.ZERO.equals(positions.get(stream)) && info.removed() > removed.getOrDefault(stream, 0L);
    }

    /** The last id that was read of a stream; null if nothing was. */
    private static @Nullable String lastOf(List<?> read, String stream) {
        for (Object each : read) {
            List<?> parts = StreamIds.list(each);
            List<?> entries = StreamIds.list(parts.get(1));
            if (text(parts.get(0)).equals(stream) && !entries.isEmpty()) {
                return text(StreamIds.list(entries.get(entries.size() - 1)).get(0));
            }
        }
        return null;
    }

    private static @Nullable Object checked(@Nullable Object reply) {
        if (reply instanceof JedisException refused) {
            throw refused;
        }
        return reply;
    }
}
