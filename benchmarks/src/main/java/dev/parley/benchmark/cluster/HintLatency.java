package dev.parley.benchmark.cluster;

import dev.parley.benchmark.Arguments;
import dev.parley.chat.ChatEngine;
import dev.parley.chat.cluster.ChatCluster;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.Limit;
import dev.parley.cluster.redis.chat.RedisChatCluster;
import dev.parley.cluster.redis.server.RedisServers;
import dev.parley.socketio.Adapter;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.testkit.LocalTransport;
import dev.parley.testkit.LocalWebSocket;
import dev.parley.transport.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * How long does a chat message take from its sender to a client of another engine, by a hint over Redis, and to one of the same engine? Two
 * engines over one store in memory share the process; the time runs from when the message was to be sent.
 */
public final class HintLatency {

    private static final Duration QUIET = Duration.ofSeconds(10);
    private static final int MOST = 1_000_000;
    private static final String NEAR = "near";
    private static final String TEXT = "\"text\":\"";

    /** A client, which reads on a thread of its own. Its figures are read when it has everything. */
    private static final class Member extends Thread {

        private final LocalWebSocket connection;
        private final long measuredFrom;
        private final Histogram micros = new Histogram(3);
        private long next;
        private long faults;
        private volatile long received;

        /** Joins the room; what is numbered from {@code measuredFrom} on is measured. */
        Member(ChatEngine chat, String name, long measuredFrom) {
            super(name);
            setDaemon(true);
            this.measuredFrom = measuredFrom;
            connection = LocalTransport.of(chat).webSocket("/socket.io/?EIO=4&transport=websocket");
            connection.send("40{\"username\":\"" + name + "\",\"profile\":\"canonical\"}");
            await("42[\"session\"");
            connection.send("420[\"joinRoom\",{\"room\":\"java\",\"history\":0}]");
            await("430");
        }

        private void await(String beginning) {
            String text = "";
            while (!text.startsWith(beginning)) {
                text = text();
            }
        }

        private String text() {
            Frame frame = connection.next(QUIET);
            if (frame == null) {
                throw new IllegalStateException(getName() + " gets nothing");
            }
            return frame.text();
        }

        @Override
        public void run() {
            while (true) {
                Frame frame = connection.next(QUIET);
                String text = frame == null ? "" : frame.text();
                if (text.equals("2")) {
                    connection.send("3");
                } else if (text.startsWith("42[\"message\"")) {
                    check(text, System.nanoTime());
                }
            }
        }

        /** The text of a message is its number, when it was to be sent, and something to be as long as it should. */
        private void check(String text, long now) {
            int from = text.indexOf(TEXT) + TEXT.length();
            int between = text.indexOf(' ', from);
            long number = Long.parseLong(text.substring(from, between));
            long due = Long.parseLong(text.substring(between + 1, text.indexOf(' ', between + 1)));
            if (number != next) {
                faults++;
            }
            next = number + 1;
            if (number >= measuredFrom) {
                micros.recordValue(TimeUnit.NANOSECONDS.toMicros(now - due));
            }
            received++;
        }
    }

    private final List<ChatEngine> engines = new ArrayList<>();

    private HintLatency() {}

    /**
     * Measures, and prints a table in Markdown. The exit value is 0 if nothing was lost, repeated or out of order.
     *
     * @param args {@code --redis} (redis://localhost:6379), {@code --rate} (200 messages a second), {@code --warm-up} (15 seconds),
     *     {@code --seconds} (30), {@code --bytes} of a message's text (300)
     */
    public static void main(String[] args) throws Exception {
        Arguments given = new Arguments(args, Set.of("redis", "rate", "warm-up", "seconds", "bytes"));
        int rate = given.number("rate", 200);
        long first = (long) rate * given.number("warm-up", 15);
        long all = first + (long) rate * given.number("seconds", 30);
        RedisServers redis =
                RedisServers.at(given.text("redis", "redis://localhost:6379")).build();
        HintLatency run = new HintLatency();
        InMemoryMessageStore store = InMemoryMessageStore.create();
        String name = "benchmark-" + UUID.randomUUID();
        Member near = new Member(run.engine(store, RedisChatCluster.connect(redis, name)), NEAR, first);
        Member far = new Member(run.engine(store, RedisChatCluster.connect(redis, name)), "far", first);
        List<Member> members = List.of(near, far);
        Member sender = new Member(run.engines.get(0), "sender", all);
        members.forEach(Member::start);
        sender.start();
        send(sender.connection, rate, all, "x".repeat(given.number("bytes", 300)));
        boolean whole = awaitAll(members, all);
        print(members);
        System.out.println(whole ? "nothing was lost, repeated or out of order" : "NOT WHOLE");
        System.exit(whole ? 0 : 1);
    }

    private ChatEngine engine(InMemoryMessageStore store, RedisChatCluster cluster) {
        ChatEngine chat = ChatEngine.builder()
                .store(store)
                .cluster(cluster)
                .guests(true)
                .limits(ChatLimits.defaults()
                        .with(Limit.MESSAGE_BURST, MOST)
                        .with(Limit.MESSAGE_INTERVAL, Duration.ZERO)
                        .with(Limit.COMMAND_BURST, MOST)
                        .with(Limit.COMMAND_INTERVAL, Duration.ZERO))
                .build();
        engines.add(chat);
        awaitConnected(chat.cluster());
        return chat;
    }

    private static void awaitConnected(ChatCluster cluster) {
        long begun = System.nanoTime();
        while (cluster.health().link() != Adapter.Link.CONNECTED) {
            if (System.nanoTime() - begun > QUIET.toNanos()) {
                throw new IllegalStateException("no Redis: " + cluster.health().reason());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    /** Evenly, each when it is due or as soon after that as possible. */
    private static void send(LocalWebSocket connection, int rate, long all, String filling) {
        long begun = System.nanoTime();
        for (long number = 0; number < all; number++) {
            long due = begun + TimeUnit.SECONDS.toNanos(number) / rate;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            connection.send(
                    "42[\"chatMessage\",{\"room\":\"java\"," + TEXT + number + ' ' + due + ' ' + filling + "\"}]");
        }
    }

    private static boolean awaitAll(List<Member> members, long all) {
        long since = System.nanoTime();
        while (members.stream().anyMatch(member -> member.received < all)) {
            if (System.nanoTime() - since > QUIET.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        return members.stream().allMatch(member -> member.received == all && member.faults == 0);
    }

    private static void print(List<Member> members) {
        System.out.println(
                "| client of | messages | p50 ms | p90 | p99 | p99.9 | max |\n|---|---|---|---|---|---|---|");
        for (Member member : members) {
            Histogram micros = member.micros;
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %d | %.2f | %.2f | %.2f | %.2f | %.2f |%n",
                    member.getName().equals(NEAR) ? "the sender's engine" : "the other engine",
                    micros.getTotalCount(),
                    micros.getValueAtPercentile(50) / 1e3,
                    micros.getValueAtPercentile(90) / 1e3,
                    micros.getValueAtPercentile(99) / 1e3,
                    micros.getValueAtPercentile(99.9) / 1e3,
                    micros.getMaxValue() / 1e3);
        }
    }
}
