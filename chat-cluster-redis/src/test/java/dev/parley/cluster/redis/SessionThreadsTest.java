package dev.parley.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.cluster.redis.connection.Connector;
import dev.parley.cluster.redis.connection.Counters;
import dev.parley.cluster.redis.connection.Links;
import dev.parley.cluster.redis.connection.SendQueue;
import dev.parley.cluster.redis.connection.Shared;
import dev.parley.cluster.redis.server.RedisServers;
import dev.parley.conformance.SocketHarness;
import dev.parley.time.SystemScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What waits for a Redis that is not there is bounded. */
@Tag("any-jdk")
final class SessionThreadsTest {

    private static final int MAX_BYTES = 1_000;
    private static final int THREADS = 2;

    private final SystemScheduler clock = new SystemScheduler("test");
    private final SendQueue queue = new SendQueue(1, 1);
    private SessionThreads sessions;

    @BeforeEach
    void open() throws Exception {
        sessions = thread(Duration.ofMinutes(1));
    }

    private SessionThreads thread(Duration maxWait) throws Exception {
        return threads("redis://127.0.0.1:" + RedisServer.freePort(), maxWait);
    }

    private SessionThreads threads(String url, Duration maxWait) {
        RedisServers redis = RedisServers.at(url).build();
        Links links = new Links(LoggerFactory.getLogger(SessionThreadsTest.class), redis, clock, health -> {});
        Shared shared = new Shared(new Connector(redis, "test"), queue, links, new Counters(), clock);
        return new SessionThreads(shared, new SessionThreads.Bounds(THREADS, maxWait, MAX_BYTES));
    }

    @AfterEach
    void close() {
        queue.close();
        sessions.close();
        clock.close();
    }

    private CompletableFuture<?> call(int bytes) {
        return sessions.change("key", bytes, redis -> "done").toCompletableFuture();
    }

    @Test
    void call_moreThanMayWait_fails() {
        List<CompletableFuture<?>> calls = new ArrayList<>();
        // The first one may be tried already.
        for (int i = 0; i < SessionThreads.MAX_WAITING; i++) {
            calls.add(call(0));
        }
        assertThat(calls).noneMatch(CompletableFuture::isDone);
        call(0);

        assertThat(call(0)).isCompletedExceptionally();
    }

    @Test
    void call_moreBytesThanMayWait_fails() {
        CompletableFuture<?> one = call(MAX_BYTES - 1);
        CompletableFuture<?> two = call(1);

        assertThat(call(1)).isCompletedExceptionally();
        assertThat(one).isNotDone();
        assertThat(two).isNotDone();
    }

    @Test
    void call_redisIsAwayForTooLong_fails() throws Exception {
        sessions.close();
        sessions = thread(Duration.ofMillis(50));
        CompletableFuture<?> again =
                call(MAX_BYTES).handle((done, failure) -> call(MAX_BYTES)).thenCompose(second -> second);

        // The second one, made when the first one failed, waited for Redis too and was not refused for its size.
        assertThatThrownBy(() -> again.get(20, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("Redis was away for too long");
    }

    @Test
    void close_endsWhatWaits() throws Exception {
        CompletableFuture<?> call = call(1);
        queue.close();
        sessions.close();

        assertThat(call.handle((done, failure) -> failure).get(20, TimeUnit.SECONDS))
                .isNotNull();
        assertThat(call(1)).isCompletedExceptionally();
    }

    /** Calls that end when a test says so. */
    private static final class Held {

        private final CountDownLatch end = new CountDownLatch(1);
        private final AtomicInteger running = new AtomicInteger();
        private final Queue<String> begun = new ConcurrentLinkedQueue<>();

        Object run(String name) {
            begun.add(name);
            running.incrementAndGet();
            try {
                assertThat(end.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            } finally {
                running.decrementAndGet();
            }
            return name;
        }
    }

    @Test
    void calls_ofDifferentKeys_asManyAtTheSameTimeAsThereMayBeThreads() throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            sessions.close();
            sessions = threads(redis.url(), Duration.ofMinutes(1));
            Held held = new Held();
            List<CompletableFuture<?>> calls = new ArrayList<>();
            for (int i = 0; i < THREADS + 1; i++) {
                String name = "key-" + i;
                calls.add(sessions.change(name, 1, connection -> held.run(name)).toCompletableFuture());
            }
            for (int i = 0; i < THREADS; i++) {
                calls.add(sessions.read("key-0", connection -> held.run("read")).toCompletableFuture());
            }

            SocketHarness.eventually(() -> held.running.get() == THREADS);
            // Whoever would be one too many had the time to connect.
            sessionConnections(redis, THREADS);
            assertThat(held.running).hasValue(THREADS);
            held.end.countDown();

            for (CompletableFuture<?> each : calls) {
                each.get(20, TimeUnit.SECONDS);
            }
            sessionConnections(redis, THREADS);
        }
    }

    private static void sessionConnections(RedisServer redis, int count) {
        try (var jedis = redis.jedis()) {
            assertThat(jedis.clientList().lines().filter(line -> line.contains("name=test-sessions")))
                    .hasSize(count);
        }
    }

    @Test
    void calls_ofOneKey_areMadeOneAfterTheOtherInOrder() throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            sessions.close();
            sessions = threads(redis.url(), Duration.ofMinutes(1));
            Held held = new Held();
            List<CompletableFuture<?>> calls = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                String name = "call-" + i;
                calls.add(
                        sessions.change("key", 1, connection -> held.run(name)).toCompletableFuture());
            }
            CompletableFuture<?> other =
                    sessions.change("other", 1, connection -> "done").toCompletableFuture();

            other.get(20, TimeUnit.SECONDS);
            assertThat(held.begun).hasSizeLessThanOrEqualTo(1);
            held.end.countDown();

            for (CompletableFuture<?> each : calls) {
                each.get(20, TimeUnit.SECONDS);
            }
            assertThat(held.begun).containsExactly("call-0", "call-1", "call-2", "call-3", "call-4");
        }
    }
}
