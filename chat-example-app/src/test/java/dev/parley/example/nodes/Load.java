package dev.parley.example.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.example.ServerGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Guests in some rooms of several servers, who write at a rate. All of it happens on one thread. */
final class Load implements AutoCloseable {

    private static final int TICK_MILLIS = 20;
    private static final int PAGE = 500;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration QUIET = Duration.ofMillis(300);

    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor(Load::thread);
    private final ServerGroup servers;
    private final List<LoadClient> clients = new ArrayList<>();
    private final Map<String, Integer> refusals = new ConcurrentSkipListMap<>();
    private volatile long begunAt = System.nanoTime();
    private int turn;
    private @Nullable ScheduledFuture<?> writing;

    /** Signs everybody in and waits until all are in their rooms. Those of one room are spread over all servers. */
    Load(ServerGroup servers, List<String> rooms, int each) throws Exception {
        this.servers = servers;
        for (int i = 0; i < each; i++) {
            for (String room : rooms) {
                clients.add(new LoadClient(this, servers.guest("guest " + i), room, i));
            }
        }
        run(() -> clients.forEach(LoadClient::connect));
        await(client -> client.isJoined());
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "load");
        thread.setDaemon(true);
        return thread;
    }

    /** Runs something on the thread of the load. */
    void run(Runnable task) {
        later(0, task);
    }

    void later(int millis, Runnable task) {
        try {
            loop.schedule(
                    () -> {
                        try {
                            task.run();
                        } catch (RuntimeException | Error failure) {
                            refusals.merge("failure: " + failure, 1, Integer::sum);
                        }
                    },
                    millis,
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            // The test is over.
        }
    }

    private <T> T get(Callable<T> value) {
        try {
            return loop.submit(value).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The time since messages are written. */
    int millis() {
        return (int) TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunAt);
    }

    List<Integer> ports() {
        return servers.ports();
    }

    /** The others of a client's room. */
    List<String> mates(LoadClient client) {
        return clients.stream()
                .filter(each -> each != client && each.room().equals(client.room()))
                .map(LoadClient::id)
                .toList();
    }

    void refused(String code) {
        refusals.merge(code, 1, Integer::sum);
    }

    /** Waits until something holds for all clients that are there. */
    void await(Predicate<LoadClient> condition) {
        Awaitility.await()
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(get(() -> clients.stream()
                                .filter(client -> !client.isGone() && !condition.test(client))
                                .map(Load::describe)
                                .toList()))
                        .as("refused: %s", refusals)
                        .isEmpty());
    }

    private static String describe(LoadClient client) {
        return client.id() + " at " + client.port() + (client.isJoined() ? " has " : ", not joined, has ")
                + client.last() + ", waits for " + client.waiting().size() + ", has seen " + client.sightings();
    }

    /** From now on everybody's presence is noted, and messages are written at this rate, by turns. */
    void write(int perSecond) {
        begunAt = System.nanoTime();
        run(() -> {
            clients.forEach(LoadClient::forgetSightings);
            int each = perSecond * TICK_MILLIS / 1_000;
            writing = loop.scheduleAtFixedRate(() -> turn(each), 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
        });
    }

    private void turn(int messages) {
        for (int i = 0; i < messages; i++) {
            LoadClient client = clients.get(turn++ % clients.size());
            if (!client.isGone()) {
                client.write();
            }
        }
    }

    /** Waits until everybody sees everybody in the room, and nobody is told of anybody for a moment: what comes afterwards is new. */
    void calm() {
        await(client -> client.listed() == mates(client).size() + 1);
        int[] before = {-1};
        Awaitility.await()
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .during(QUIET)
                .until(() -> {
                    int now = sightings();
                    boolean same = now == before[0];
                    before[0] = now;
                    return same;
                });
    }

    private int sightings() {
        return get(() ->
                clients.stream().mapToInt(client -> client.sightings().size()).sum());
    }

    /** Lets the load go on until so many more messages are acknowledged. */
    void goOn(int messages) {
        int enough = acknowledged() + messages;
        Awaitility.await()
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(acknowledged())
                        .as("acknowledged; refused: %s", refusals)
                        .isGreaterThanOrEqualTo(enough));
    }

    private int acknowledged() {
        return get(() -> clients.stream()
                .mapToInt(client -> client.acknowledged().size())
                .sum());
    }

    /** Takes clients of a server out of the load: they write no more, and never return. */
    List<LoadClient> stay(Predicate<LoadClient> which, int port, int count) {
        return get(() -> {
            List<LoadClient> some = clients.stream()
                    .filter(client -> client.port() == port && which.test(client))
                    .limit(count)
                    .toList();
            some.forEach(LoadClient::stay);
            return some;
        });
    }

    /** Ends the writing and waits until everybody has everything. */
    Result settle() {
        run(() -> {
            if (writing != null) {
                writing.cancel(false);
            }
        });
        await(client -> client.isJoined() && client.waiting().isEmpty());
        Map<String, Map<String, Long>> stored = new HashMap<>();
        for (LoadClient client : clients) {
            if (!client.isGone() && !stored.containsKey(client.room())) {
                stored.put(client.room(), stored(client));
            }
        }
        await(client ->
                client.last() == stored.getOrDefault(client.room(), Map.of()).size());
        return get(() -> new Result(List.copyOf(clients), stored));
    }

    /** What is in the log of a client's room: the numbers of the messages by their texts. */
    private Map<String, Long> stored(LoadClient client) {
        Connection connection = get(client::connection);
        assertThat(connection).isNotNull();
        Map<String, Long> found = new HashMap<>();
        boolean more = true;
        for (long after = 0; more; ) {
            JsonNode page = connection
                    .ask(
                            "syncRoom",
                            Map.of("room", client.room(), "epoch", client.epoch(), "after", after, "limit", PAGE))
                    .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                    .join();
            assertThat(page.path("status").asText()).as("%s", page).isEqualTo("changes");
            for (JsonNode change : page.path("changes")) {
                String text = change.path("data").path("text").asText();
                after = change.path("seq").asLong();
                assertThat(found.put(text, after)).as("%s is there twice", text).isNull();
            }
            more = page.path("more").asBoolean();
        }
        return found;
    }

    /** What came of it. */
    record Result(List<LoadClient> clients, Map<String, Map<String, Long>> stored) {

        /** Every message that was acknowledged is in the log, once; every client got each entry once, in order. */
        void assertNothingLostOrDoubled() {
            assertThat(clients).allSatisfy(client -> {
                assertThat(client.faults()).as(client.id()).isEmpty();
                Map<String, Long> log = stored.getOrDefault(client.room(), Map.of());
                client.acknowledged()
                        .forEach((text, seq) ->
                                assertThat(log.get(text)).as(text).isEqualTo(seq));
                if (!client.isGone()) {
                    assertThat(client.acknowledged()).hasSize(client.sent());
                }
            });
        }
    }

    @Override
    public void close() {
        run(() -> clients.forEach(LoadClient::close));
        loop.shutdown();
    }
}
