package dev.parley.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.cluster.ChatCluster;
import dev.parley.chat.cluster.ChatPeer;
import dev.parley.chat.cluster.SharedState;
import dev.parley.cluster.redis.chat.RedisChatCluster;
import dev.parley.cluster.redis.chat.ShortLeases;
import dev.parley.testkit.cluster.SharedStateContract;
import dev.parley.testkit.fault.CuttableProxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** What engines share over a Redis of their own, each by a proxy. */
@Tag("any-jdk")
final class RedisSharedStateTest implements SharedStateContract {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Map<ChatCluster, CuttableProxy> engines = new HashMap<>();
    private RedisServer redis;
    /** Longer than usual: a machine that is busy with other things is no fault. */
    private Duration patience = Duration.ofSeconds(10);

    @BeforeEach
    void open() throws Exception {
        redis = RedisServer.start();
    }

    @AfterEach
    void close() {
        engines.forEach((engine, proxy) -> {
            engine.close();
            proxy.close();
        });
        redis.close();
    }

    @Override
    public Engines engines() {
        return new Engines() {
            @Override
            public ChatCluster start(ChatPeer peer) {
                CuttableProxy proxy =
                        new CuttableProxy(new InetSocketAddress(InetAddress.getLoopbackAddress(), redis.port()));
                RedisChatCluster cluster = ShortLeases.connect("redis://127.0.0.1:" + proxy.port(), "chat", patience);
                engines.put(cluster, proxy);
                CompletionStage<Void> listening = cluster.start(peer);
                until(() -> listening.toCompletableFuture().isDone()
                        && cluster.shared()
                                .find("none", "none")
                                .toCompletableFuture()
                                .join()
                                .isPresent());
                return cluster;
            }

            @Override
            public void kill(ChatCluster engine) {
                proxy(engine).cut();
            }

            @Override
            public void suspend(ChatCluster engine) {
                proxy(engine).cut();
            }

            @Override
            public void resume(ChatCluster engine) {
                proxy(engine).mend();
            }

            @Override
            public void cut() {
                engines.values().forEach(CuttableProxy::cut);
            }

            @Override
            public void mend() {
                engines.values().forEach(CuttableProxy::mend);
            }

            @Override
            public void lose() {
                try (Jedis jedis = redis.jedis()) {
                    jedis.flushAll();
                }
            }

            @Override
            public void until(BooleanSupplier condition) {
                Awaitility.await()
                        .pollInterval(Duration.ofMillis(10))
                        .atMost(LIMIT)
                        .until(condition::getAsBoolean);
            }
        };
    }

    private CuttableProxy proxy(ChatCluster engine) {
        return Objects.requireNonNull(engines.get(engine));
    }

    private SharedState start() {
        return engines().start(new Listening()).shared();
    }

    @Test
    void engines_gone_leaveNoKeys() {
        SharedState one = start();
        ChatCluster two = engines().start(new Listening());
        for (int i = 0; i < 300; i++) {
            two.shared().put("room" + i, "alice", "1");
        }
        two.shared().hold("name", "alice");
        two.shared().add("connections", 1, 5);
        engines()
                .until(() -> !one.find("room299", "alice")
                        .toCompletableFuture()
                        .join()
                        .orElse(Map.of())
                        .isEmpty());

        engines().kill(two);

        engines().until(() -> keys().equals(Set.of("parley:{chat}:engines")));
        try (Jedis jedis = redis.jedis()) {
            assertThat(jedis.zcard("parley:{chat}:engines")).isEqualTo(1);
        }
    }

    private Set<String> keys() {
        try (Jedis jedis = redis.jedis()) {
            return jedis.keys("*");
        }
    }

    @Test
    void redis_hangs_answersAreUnknownInTime() throws Exception {
        patience = SharedState.ANSWER;
        SharedState one = start();
        redis.signal("STOP");
        try {
            List<CompletionStage<?>> asked = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                asked.add(one.find("room", "user" + i));
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(2))
                    .until(() -> asked.stream()
                            .allMatch(each -> each.toCompletableFuture().isDone()));
            assertThat(one.available()).isFalse();
        } finally {
            redis.signal("CONT");
        }
        engines().until(one::available);
    }

    /** What is given up before its answer has come does not come back with the answer. */
    @Test
    void hold_releasedWhileRedisHangs_isFreeAfterwards() throws Exception {
        patience = SharedState.ANSWER;
        SharedState one = start();
        SharedState two = start();
        redis.signal("STOP");
        try {
            assertThat(one.hold("name", "alice").toCompletableFuture().join()).isEqualTo(SharedState.Claim.UNKNOWN);
            one.release("name", "alice");
        } finally {
            redis.signal("CONT");
        }
        engines().until(one::available);
        assertThat(one.find("room", "none").toCompletableFuture().join()).isPresent();

        engines()
                .until(() ->
                        two.hold("name", "bob").toCompletableFuture().join().outcome() == SharedState.Outcome.YES);
        assertThat(one.hold("name", "alice").toCompletableFuture().join().owner())
                .isEqualTo("bob");
    }

    @Test
    void redis_killedAndBack_isSharedAgain() throws Exception {
        SharedState one = start();
        SharedState two = start();
        one.put("room", "alice", "1");
        redis.kill();
        engines().until(() -> !one.available());
        one.put("room", "bob", "1");

        redis.restart();

        for (String user : List.of("alice", "bob")) {
            engines()
                    .until(() -> !two.find("room", user)
                            .toCompletableFuture()
                            .join()
                            .orElse(Map.of())
                            .isEmpty());
        }
    }
}
