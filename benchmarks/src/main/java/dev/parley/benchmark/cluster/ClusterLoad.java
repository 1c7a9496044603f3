package dev.parley.benchmark.cluster;

import dev.parley.benchmark.Arguments;
import dev.parley.cluster.Clustering;
import dev.parley.cluster.Order;
import dev.parley.cluster.redis.RedisStreams;
import dev.parley.cluster.redis.RedisStreamsOptions;
import dev.parley.cluster.redis.RedisStreamsStats;
import dev.parley.socketio.SocketServer;
import dev.parley.testkit.LocalTransport;
import dev.parley.testkit.LocalWebSocket;
import dev.parley.transport.Frame;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Do several servers over one stream keep up for minutes, without a gap and with a flat heap? The servers share one process and
 * Redis, and each has a client in memory that checks the numbers of every sender.
 */
public final class ClusterLoad {

    private static final long STEP = TimeUnit.MILLISECONDS.toNanos(10);
    private static final Duration QUIET = Duration.ofSeconds(10);

    /** A client, which reads on a thread of its own. */
    private static final class Reader extends Thread {

        private final LocalWebSocket connection;
        private final long[] next;
        private final AtomicLong received = new AtomicLong();
        private final AtomicLong faults = new AtomicLong();

        Reader(LocalTransport transport, int senders) {
            super("reader");
            setDaemon(true);
            connection = transport.webSocket("/socket.io/?EIO=4&transport=websocket");
            next = new long[senders];
            connection.next(QUIET);
            connection.send("40");
            connection.next(QUIET);
        }

        @Override
        public void run() {
            while (true) {
                Frame frame = connection.next(QUIET);
                String text = frame == null || !frame.isText() ? "" : frame.text();
                if (text.equals("2")) {
                    connection.send("3");
                } else if (text.startsWith("42")) {
                    check(text);
                }
            }
        }

        /** The packet is {@code 42["m",<sender>,<number>,"…"]}. */
        private void check(String text) {
            int first = text.indexOf(',') + 1;
            int second = text.indexOf(',', first) + 1;
            int sender = Integer.parseInt(text.substring(first, second - 1));
            long number = Long.parseLong(text.substring(second, text.indexOf(',', second)));
            if (number != next[sender]) {
                faults.incrementAndGet();
            }
            next[sender] = number + 1;
            received.incrementAndGet();
        }
    }

    private final List<SocketServer> servers = new ArrayList<>();
    private final List<RedisStreams> buses = new ArrayList<>();
    private final List<Reader> readers = new ArrayList<>();
    private final long start = System.nanoTime();
    private long sent;

    private ClusterLoad() {}

    /**
     * Runs the load, and prints a line every ten seconds. The exit value is 0 if nothing was lost, repeated or out of order.
     *
     * @param args {@code --redis} (redis://localhost:6379), {@code --nodes} (3), {@code --rate} (20,000 messages a second of all
     *     nodes), {@code --seconds} (600), {@code --bytes} (300), {@code --max-length} of the stream (200,000)
     */
    public static void main(String[] args) throws Exception {
        Arguments given = new Arguments(args, Set.of("redis", "nodes", "rate", "seconds", "bytes", "max-length"));
        String name = "benchmark-" + UUID.randomUUID();
        RedisStreamsOptions options = RedisStreamsOptions.builder()
                .url(given.text("redis", "redis://localhost:6379"))
                .streamName(name)
                .channelPrefix(name)
                .maxLength(given.number("max-length", 200_000))
                .build();
        ClusterLoad load = new ClusterLoad();
        load.open(options, given.number("nodes", 3));
        load.send(given.number("rate", 20_000), given.number("seconds", 600), "x".repeat(given.number("bytes", 300)));
        boolean whole = load.awaitAll();
        load.print();
        System.out.println(whole ? "nothing was lost, repeated or out of order" : "NOT WHOLE");
        System.exit(whole ? 0 : 1);
    }

    private void open(RedisStreamsOptions options, int nodes) throws Exception {
        for (int i = 0; i < nodes; i++) {
            RedisStreams bus = RedisStreams.connect(options);
            SocketServer io = SocketServer.builder()
                    .adapter(Clustering.over(bus).order(Order.LOG))
                    .build();
            io.of("/").adapter().ready().toCompletableFuture().get(1, TimeUnit.MINUTES);
            Reader reader = new Reader(LocalTransport.of(io), nodes);
            buses.add(bus);
            servers.add(io);
            readers.add(reader);
        }
        readers.forEach(Thread::start);
    }

    private void send(int rate, int seconds, String text) {
        long all = (long) rate * seconds;
        long printAt = start + QUIET.toNanos();
        long begun = System.nanoTime();
        while (sent < all) {
            long elapsed = System.nanoTime() - begun;
            long due = Math.min(all, (long) ((double) elapsed * rate / TimeUnit.SECONDS.toNanos(1)));
            for (; sent < due; sent++) {
                int sender = (int) (sent % servers.size());
                servers.get(sender).emit("m", sender, sent / servers.size(), text);
            }
            if (System.nanoTime() - printAt >= 0) {
                printAt += QUIET.toNanos();
                print();
            }
            LockSupport.parkNanos(STEP);
        }
    }

    /** True if every client has everything, in order, before nothing has arrived for a while. */
    private boolean awaitAll() {
        long all = sent * readers.size();
        long before = -1;
        long since = System.nanoTime();
        for (long now = received(); now < all && System.nanoTime() - since < QUIET.toNanos(); now = received()) {
            if (now != before) {
                before = now;
                since = System.nanoTime();
            }
            LockSupport.parkNanos(STEP);
        }
        return received() == all && readers.stream().allMatch(reader -> reader.faults.get() == 0);
    }

    private long received() {
        return readers.stream().mapToLong(reader -> reader.received.get()).sum();
    }

    private void print() {
        long gaps = 0;
        long dropped = 0;
        long early = 0;
        long lag = 0;
        for (RedisStreams bus : buses) {
            RedisStreamsStats stats = bus.stats();
            gaps += stats.gaps();
            dropped += stats.dropped() + stats.unknown() + stats.refused();
            early += stats.localFirst();
            lag = Math.max(lag, stats.lagMillis());
        }
        System.out.printf(
                Locale.ROOT,
                "%4d s: sent %d, received %d, faults %d, gaps %d, dropped %d, local first %d, lag %d ms, heap %.1f MB,"
                        + " CPU %.1f s%n",
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start),
                sent,
                received(),
                readers.stream().mapToLong(reader -> reader.faults.get()).sum(),
                gaps,
                dropped,
                early,
                lag,
                liveHeap(),
                ClusterMember.cpuMicros() / 1e6);
    }

    /** What the heap holds after a collection, in megabytes. */
    private static double liveHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
    }
}
