package dev.parley.store.redis;

import static dev.parley.testkit.store.StoreSamples.ALICE;
import static dev.parley.testkit.store.StoreSamples.JAVA;
import static dev.parley.testkit.store.StoreSamples.append;
import static dev.parley.testkit.store.StoreSamples.fill;
import static dev.parley.testkit.store.StoreSamples.keyed;
import static dev.parley.testkit.store.StoreSamples.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.cluster.redis.server.RedisServers;
import dev.parley.model.Entry;
import dev.parley.store.AppendResult;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageStore;
import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Settings of Redis, levels, and an archive that is away. */
final class TierBoundsTest {

    private static final TierOptions HOT = TierOptions.defaults().withDurability(Durability.hot());

    @TempDir
    private Path folder;

    private final SharedArchive archive = SharedArchive.of(InMemoryMessageStore.create());

    private TieredMessageStore open(RedisProcess redis, TierOptions options) {
        return new TieredMessageStore(RedisHot.at(redis.url()), archive, options);
    }

    private static boolean waits(RedisProcess redis) {
        try (Jedis jedis = redis.jedis()) {
            return jedis.zcard("parley:{chat}:waiting") > 0;
        }
    }

    @Test
    void open_redisThatMayLoseMessages_isRefusedWithTheSetting() {
        try (RedisProcess redis = RedisProcess.start(folder.resolve("1"), "--maxmemory-policy", "allkeys-lru")) {
            assertThatThrownBy(() -> open(redis, HOT))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContainingAll("maxmemory-policy allkeys-lru", "noeviction")
                    .hasMessageNotContaining("null");
        }
        try (RedisProcess redis = RedisProcess.start(folder.resolve("2"), "--appendonly", "no")) {
            assertThatThrownBy(() -> open(redis, HOT)).hasMessageContaining("appendonly");
        }
        try (RedisProcess redis = RedisProcess.start(folder.resolve("3"))) {
            assertThatThrownBy(() -> open(redis, TierOptions.defaults()))
                    .hasMessageContainingAll("appendfsync everysec", "always", "hotFsync");
            open(redis, HOT).close();
        }
        try (RedisProcess redis = RedisProcess.start(folder.resolve("4"), "--appendfsync", "always")) {
            open(redis, TierOptions.defaults()).close();
        }
    }

    @Test
    void open_clusterOrStoreThatIsNoArchive_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> RedisHot.at(RedisServers.cluster("localhost:1").build()))
                .withMessageContaining("Cluster");
        MessageStore none = new dev.parley.store.ForwardingMessageStore(InMemoryMessageStore.create()) {
            @Override
            public java.util.Optional<dev.parley.store.LogArchive> archive() {
                return java.util.Optional.empty();
            }
        };
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TieredMessageStore(RedisHot.at("redis://localhost:1"), none, HOT))
                .withMessageContaining("archive()");
    }

    @Test
    void open_redisIsAway_worksOnceItIsThere() {
        try (RedisProcess redis = RedisProcess.start(folder)) {
            redis.kill();
            try (TieredMessageStore store = open(redis, HOT)) {
                assertThat(store.health().up()).isFalse();
                assertThatThrownBy(() -> fill(store, JAVA, "m", 1))
                        .isInstanceOfSatisfying(
                                StoreException.class,
                                e -> assertThat(e.category()).isEqualTo(Category.UNAVAILABLE));
                redis.restart();
                fill(store, JAVA, "m", 1);
                assertThat(store.health().up()).as(store.health().detail()).isTrue();
            }
        }
    }

    @Test
    void append_untilArchived_isInRedisAndThenOnlyInTheArchive() {
        try (RedisProcess redis = RedisProcess.start(folder);
                TieredMessageStore store = open(redis, HOT)) {
            fill(store, JAVA, "m", 1_200);

            Awaitility.await().until(() -> archive.head(JAVA).lastSeq() == 1_200 && !waits(redis));

            try (Jedis jedis = redis.jedis()) {
                assertThat(jedis.xlen("parley:{chat}:log:room:Java")).isZero();
                assertThat(jedis.hget("parley:{chat}:state", "bytes")).isEqualTo("0");
            }
            assertThat(archive.entries(JAVA, 0, 10_000)).hasSize(1_200).isEqualTo(store.entries(JAVA, 0, 10_000));
        }
    }

    @Test
    void append_levelArchived_returnsWhenTheArchiveHasIt() {
        try (RedisProcess redis = RedisProcess.start(folder);
                TieredMessageStore store = open(
                        redis, HOT.withArchiving(Duration.ZERO, 500).withRooms(Map.of(JAVA, Durability.archived())))) {
            Entry entry = append(store, message(JAVA, ALICE, "x"));

            assertThat(store.durability(JAVA)).contains("archived");
            assertThat(archive.entries(JAVA, 0, 10)).containsExactly(entry);
            archive.faults().breakDown("archive", Category.UNAVAILABLE);
            assertThatThrownBy(() -> append(store, message(JAVA, ALICE, "y"))).isInstanceOf(StoreException.class);
        }
    }

    @Test
    void append_levelReplicated_needsThatManyReplicas() {
        try (RedisProcess redis = RedisProcess.start(folder.resolve("1"));
                TieredMessageStore store = open(redis, HOT.withDurability(Durability.hotReplicated(1)))) {
            assertThatThrownBy(() -> store.append(List.of(keyed(JAVA, ALICE, "x", "c1"))))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.category()).isEqualTo(Category.TIMEOUT));
            try (RedisProcess replica =
                    RedisProcess.start(folder.resolve("2"), "--replicaof", "127.0.0.1 " + redis.port())) {
                Awaitility.await().until(() -> {
                    try (Jedis jedis = redis.jedis()) {
                        return jedis.info("replication").contains("state=online");
                    }
                });
                assertThat(store.append(List.of(keyed(JAVA, ALICE, "x", "c1")))
                                .get(0)
                                .outcome())
                        .isEqualTo(AppendResult.Outcome.DUPLICATE);
                try (Jedis jedis = replica.jedis()) {
                    assertThat(jedis.hget("parley:{chat}:head:room:Java", "seq"))
                            .isEqualTo("1");
                }
            }
        }
    }

    @Test
    void append_archiveTooFarBehind_isOverloadedAndDropsNothing() {
        try (RedisProcess redis = RedisProcess.start(folder);
                TieredMessageStore store = open(redis, HOT.withBounds(Duration.ofSeconds(1), 1024 * 1024))) {
            fill(store, JAVA, "m", 3);
            Awaitility.await().until(() -> !waits(redis));
            archive.faults().breakDown("archive", Category.UNAVAILABLE);
            fill(store, JAVA, "n", 2);

            Awaitility.await().until(() -> !store.health().up());
            assertThat(store.health().detail()).contains("behind");
            assertThatThrownBy(() -> fill(store, JAVA, "o", 1)).isInstanceOfSatisfying(StoreException.class, e -> {
                assertThat(e.category()).isEqualTo(Category.OVERLOADED);
                assertThat(e.retryable()).isTrue();
            });
            assertThat(store.entries(JAVA, 0, 10)).hasSize(5);

            archive.faults().recover();
            Awaitility.await().until(() -> store.health().up());
            fill(store, JAVA, "o", 1);
            assertThat(store.entries(JAVA, 0, 10)).extracting(Entry::seq).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        }
    }

    @Test
    void append_moreBytesThanMayWait_isOverloaded() {
        try (RedisProcess redis = RedisProcess.start(folder);
                TieredMessageStore store = open(
                        redis, HOT.withArchiving(Duration.ZERO, 500).withBounds(Duration.ofMinutes(1), 1024 * 1024))) {
            String text = "x".repeat(100_000);
            for (int i = 0; i < 10; i++) {
                append(store, message(JAVA, ALICE, text));
            }
            assertThatThrownBy(() -> append(store, message(JAVA, ALICE, text)))
                    .hasMessageContaining("bytes wait for the archive");
            append(store, message(JAVA, ALICE, "what still fits"));

            store.archiveNow();

            append(store, message(JAVA, ALICE, text));
            assertThat(store.head(JAVA).lastSeq()).isEqualTo(12);
        }
    }

    @Test
    void archiving_severalProcessesAtOnce_archivesEachOnce() {
        try (RedisProcess redis = RedisProcess.start(folder);
                TieredMessageStore one = open(redis, HOT.withArchiving(Duration.ofMillis(10), 13));
                TieredMessageStore other = open(redis, HOT.withArchiving(Duration.ofMillis(10), 7))) {
            for (int i = 0; i < 100; i++) {
                fill(i % 2 == 0 ? one : other, JAVA, "m" + i + "-", 10);
                if (i % 10 == 0) {
                    other.archiveNow();
                }
            }
            Awaitility.await().until(() -> !waits(redis));
            assertThat(archive.entries(JAVA, 0, 10_000))
                    .hasSize(1_000)
                    .extracting(Entry::seq)
                    .doesNotHaveDuplicates()
                    .isSorted();
        }
    }

    @Test
    void trim_byAnArchiverThatHasLostTheLease_isRefused() {
        try (RedisProcess redis = RedisProcess.start(folder);
                TieredMessageStore store = open(redis, HOT.withArchiving(Duration.ZERO, 500))) {
            fill(store, JAVA, "m", 3);
            try (dev.parley.time.SystemScheduler clock = new dev.parley.time.SystemScheduler("test")) {
                Tier tier = Tier.of(RedisHot.at(redis.url()), archive, HOT, clock, "first");
                String fence = tier.hot().lease("first", 60_000);
                assertThat(tier.hot().lease("second", 60_000)).isEmpty();
                tier.hot().release("first");
                String next = tier.hot().lease("second", 60_000);
                assertThat(Long.parseLong(next)).isGreaterThan(Long.parseLong(fence));

                assertThat(tier.hot().trim(tier.hot().tail(JAVA), fence, 3)).isFalse();

                assertThat(tier.hot().tail(JAVA).entries()).hasSize(3);
                assertThat(tier.hot().trim(tier.hot().tail(JAVA), next, 2)).isTrue();
                assertThat(tier.hot().tail(JAVA).entries()).hasSize(1);
                tier.pool().close();
            }
        }
    }
}
