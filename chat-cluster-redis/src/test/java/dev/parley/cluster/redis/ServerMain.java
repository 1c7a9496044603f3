package dev.parley.cluster.redis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.cluster.Clustering;
import dev.parley.cluster.Order;
import dev.parley.socketio.SocketServer;
import dev.parley.socketio.event.ClusterReply;
import dev.parley.testkit.transport.LocalFixture;
import dev.parley.testkit.transport.WireSocket;
import dev.parley.time.Scheduler;
import dev.parley.time.SystemScheduler;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A server of Parley as a process of its own, with one client, which notes the events that it gets. Commands and answers are lines of
 * JSON. Its arguments are the address of Redis, the stream, how many entries it keeps, and the order in which its client gets its events.
 */
final class ServerMain {

    private static final Pattern EVENT = Pattern.compile("42\\[\"n\",\"([^\"]*)\",(\\d+)]");

    private final SocketServer io;
    private final RedisStreams bus;
    private final List<String> gaps = new CopyOnWriteArrayList<>();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final ConcurrentMap<String, Long> emitted = new ConcurrentHashMap<>();
    private final Scheduler clock = new SystemScheduler("server-main");
    private final AtomicLong longest = new AtomicLong();
    /** The longest way without what this process did not run meanwhile. */
    private final AtomicLong longestRunning = new AtomicLong();

    private final LostTime lost = new LostTime(clock);
    private final AtomicInteger paced = new AtomicInteger();
    /** When the first gap was reported; 0 until then. */
    private final AtomicLong gapAt = new AtomicLong();
    /** What was before does not count. Belongs to the thread of the commands. */
    private long forgotAt = clock.nanoTime();

    private ServerMain(String url, String stream, int maxLength, Order order) {
        bus = RedisStreams.connect(RedisStreamsOptions.builder()
                .url(url)
                .streamName(stream)
                .channelPrefix(stream)
                .maxLength(maxLength)
                .maxWait(Duration.ofMinutes(10))
                .listener(new RedisStreamsListener() {
                    @Override
                    public void onGap(String of, Gap gap, long missing) {
                        gapAt.compareAndSet(0, clock.nanoTime());
                        gaps.add(gap.name());
                    }
                })
                .build());
        io = SocketServer.builder().adapter(Clustering.over(bus).order(order)).build();
        WireSocket client = LocalFixture.start(io).webSocket("/socket.io/?EIO=4&transport=websocket");
        // The open packet, and the answer to the connect: from then on no event is missed.
        client.awaitText();
        client.send("40");
        client.awaitText();
        Thread reading = new Thread(() -> read(client), "client");
        reading.setDaemon(true);
        reading.start();
    }

    private void read(WireSocket client) {
        while (!client.isClosed()) {
            try {
                note(client, client.awaitText());
            } catch (AssertionError nothingForAWhile) {
                // Events come when a test wants them.
            }
        }
    }

    private void note(WireSocket client, String text) {
        Matcher event = EVENT.matcher(text);
        if (text.equals("2")) {
            client.send("3");
        } else if (event.matches()) {
            String value = event.group(1) + ':' + event.group(2);
            Long at = emitted.remove(value);
            if (at != null) {
                long now = clock.nanoTime();
                longest.accumulateAndGet(now - at, Math::max);
                longestRunning.accumulateAndGet(now - at - lost.between(at, now), Math::max);
            }
            seen.add(value);
        }
    }

    private void emitMany(JsonNode command) {
        String name = command.get("name").asText();
        for (int i = command.get("from").asInt(); i < command.get("to").asInt(); i++) {
            emit(name, i);
        }
    }

    private void emit(String name, int number) {
        emitted.put(name + ':' + number, clock.nanoTime());
        io.emit("n", name, number);
    }

    /** Emits at a rate, on a thread of its own. */
    private void emitPaced(JsonNode command) {
        String name = command.get("name").asText();
        int count = command.get("count").asInt();
        long step = TimeUnit.SECONDS.toNanos(1) / command.get("rate").asInt();
        longest.set(0);
        longestRunning.set(0);
        paced.set(0);
        Thread pacing = new Thread(() -> {
            long next = clock.nanoTime();
            for (int i = 0; i < count; i++) {
                for (long left = next - clock.nanoTime(); left > 0; left = next - clock.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                emit(name, i);
                paced.incrementAndGet();
                next += step;
            }
        });
        pacing.setDaemon(true);
        pacing.start();
    }

    /** How long after this process went on a gap was reported, in milliseconds, without what it did not run meanwhile. */
    private long gapAfterStop() {
        Long wentOn = lost.endOfLongest(forgotAt);
        if (wentOn == null || gapAt.get() == 0) {
            throw new IllegalStateException("this process was not stopped, or there was no gap");
        }
        return TimeUnit.NANOSECONDS.toMillis(gapAt.get() - wentOn - lost.between(wentOn, gapAt.get()));
    }

    private Map<String, Object> fetch() throws Exception {
        ClusterReply<?> reply = io.of("/")
                .except()
                .fetchSockets(Duration.ofSeconds(2))
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        return Map.of("count", ((List<?>) reply.value()).size(), "silent", reply.silentServers());
    }

    private @Nullable Object run(JsonNode command) throws Exception {
        switch (command.get("op").asText()) {
            case "emitMany" -> {
                emitMany(command);
                return null;
            }
            case "emitPaced" -> {
                emitPaced(command);
                return null;
            }
            case "paced" -> {
                return paced.get();
            }
            case "delays" -> {
                return Map.of(
                        "longest", TimeUnit.NANOSECONDS.toMillis(longest.get()),
                        "running", TimeUnit.NANOSECONDS.toMillis(longestRunning.get()),
                        "lost", TimeUnit.NANOSECONDS.toMillis(lost.longest()));
            }
            case "seen" -> {
                String name = command.get("name").asText() + ':';
                return seen.stream().filter(value -> value.startsWith(name)).toList();
            }
            case "forget" -> {
                seen.clear();
                gaps.clear();
                gapAt.set(0);
                forgotAt = clock.nanoTime();
                return null;
            }
            case "gaps" -> {
                return gaps;
            }
            case "gapAfterStop" -> {
                return gapAfterStop();
            }
            case "fetch" -> {
                return fetch();
            }
            case "count" -> {
                return io.of("/").adapter().serverCount().toCompletableFuture().get(30, TimeUnit.SECONDS);
            }
            case "health" -> {
                return Map.of(
                        "link", bus.health().link(), "reason", bus.health().reason());
            }
            case "stats" -> {
                return Map.of(
                        "reconnects", bus.stats().reconnects(),
                        "refused", bus.stats().refused(),
                        "waiting", bus.stats().waiting(),
                        "localFirst", bus.stats().localFirst(),
                        "dropped", bus.stats().dropped());
            }
            case "longest" -> {
                return TimeUnit.NANOSECONDS.toMillis(longest.get());
            }
            default -> throw new IllegalArgumentException("no operation: " + command);
        }
    }

    /** Runs until its input ends. */
    public static void main(String[] arguments) throws Exception {
        ServerMain server =
                new ServerMain(arguments[0], arguments[1], Integer.parseInt(arguments[2]), Order.valueOf(arguments[3]));
        server.io.ready().toCompletableFuture().get(60, TimeUnit.SECONDS);
        ObjectMapper json = new ObjectMapper();
        System.out.println("{\"id\":0}");
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            JsonNode command = json.readTree(line);
            Map<String, Object> answer = new ConcurrentHashMap<>();
            answer.put("id", command.get("id").asInt());
            try {
                Object value = server.run(command);
                if (value != null) {
                    answer.put("value", value);
                }
            } catch (Exception failed) {
                answer.put("failure", String.valueOf(failed));
            }
            System.out.println(json.writeValueAsString(answer));
        }
        System.exit(0);
    }
}
