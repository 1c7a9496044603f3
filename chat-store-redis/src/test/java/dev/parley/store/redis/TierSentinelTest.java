package dev.parley.store.redis;

import static dev.parley.testkit.store.StoreSamples.ALICE;
import static dev.parley.testkit.store.StoreSamples.JAVA;
import static dev.parley.testkit.store.StoreSamples.keyed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.redis.server.RedisServers;
import dev.parley.model.Entry;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** The hot tier goes on when a sentinel makes the replica of its master the master. */
@Tag("any-jdk")
final class TierSentinelTest {

    private static final String NAME = "chat";

    /** What a process of Parley acknowledged is not kept by it, so all of it comes from the replica. */
    private static final TierOptions REPLICATED = TierOptions.defaults()
            .withDurability(Durability.hotReplicated(1))
            .withArchiving(Duration.ZERO, 500)
            .withCustody(0, Duration.ofMillis(100));

    @TempDir
    private Path folder;

    private final List<RedisProcess> processes = new ArrayList<>();
    private final List<Long> acknowledged = new ArrayList<>();
    private RedisProcess master;
    private RedisProcess replica;
    private RedisProcess sentinel;

    @BeforeEach
    void start() throws IOException {
        master = started(RedisProcess.start(folder.resolve("1"), "--repl-diskless-sync-delay", "0"));
        String port = String.valueOf(master.port());
        replica = started(RedisProcess.start(
                folder.resolve("2"), "--repl-diskless-sync-delay", "0", "--replicaof", "127.0.0.1", port));
        eventually(() -> info(master).contains("state=online"));
        sentinel = started(RedisProcess.sentinelOf(NAME, master, folder.resolve("3")));
        eventually(() -> {
            try (Jedis jedis = sentinel.jedis()) {
                Map<String, String> known = jedis.sentinelMasters().get(0);
                return "1".equals(known.get("num-slaves"));
            }
        });
    }

    @AfterEach
    void stop() {
        processes.forEach(RedisProcess::close);
    }

    private RedisProcess started(RedisProcess process) {
        processes.add(process);
        return process;
    }

    private static String info(RedisProcess of) {
        try (Jedis jedis = of.jedis()) {
            return jedis.info("replication");
        }
    }

    /** A sentinel whose process was not run for two seconds decides nothing for half a minute. */
    private static void eventually(Callable<Boolean> condition) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofMinutes(3))
                .until(condition);
    }

    /** Tries again until it is acknowledged. */
    private void append(TieredMessageStore store, String id) {
        eventually(() -> {
            try {
                acknowledged.add(store.append(List.of(keyed(JAVA, ALICE, id, id)))
                        .get(0)
                        .entry()
                        .seq());
                return true;
            } catch (StoreException notYet) {
                return false;
            }
        });
    }

    @Test
    void master_killed_theTierGoesOnAtTheReplicaWithAllThatWasAcknowledged() {
        RedisServers servers =
                RedisServers.sentinels(NAME, "127.0.0.1:" + sentinel.port()).build();
        try (TieredMessageStore store =
                new TieredMessageStore(RedisHot.at(servers), InMemoryMessageStore.create(), REPLICATED)) {
            for (int i = 0; i < 100; i++) {
                append(store, "before-" + i);
            }
            master.kill();
            eventually(() -> info(replica).contains("role:master"));
            // It has to be a replica again, which the sentinel sees to: a message needs one.
            master.restartEmpty();
            for (int i = 0; i < 100; i++) {
                append(store, "after-" + i);
            }

            List<Entry> entries = store.entries(JAVA, 0, 1_000);
            assertThat(entries).extracting(Entry::seq).containsAll(acknowledged).doesNotHaveDuplicates();
            assertThat(entries)
                    .extracting(Entry::epoch)
                    .containsOnly(entries.get(0).epoch());
            assertThat(entries)
                    .extracting(Entry::clientMsgId)
                    .doesNotHaveDuplicates()
                    .hasSize(200);
            assertThat(info(master)).contains("role:slave");
        }
    }
}
