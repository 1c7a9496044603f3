package dev.parley.store.redis;

import static dev.parley.testkit.store.StoreSamples.ALICE;
import static dev.parley.testkit.store.StoreSamples.JAVA;
import static dev.parley.testkit.store.StoreSamples.keyed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.model.Entry;
import dev.parley.store.AppendResult;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Redis is killed with SIGKILL at random moments under load. {@code -Dparley.crash.rounds=1000} makes a longer run, {@code
 * -Dparley.crash.seed=…} repeats one.
 */
@Tag("any-jdk")
final class RedisKillTest {

    private static final int ROUNDS = 6;
    private static final int WRITERS = 4;

    @TempDir
    private Path folder;

    private final SharedArchive archive = SharedArchive.of(
            InMemoryMessageStore.builder().maxEntriesPerRoom(10_000_000).build());
    private final Map<Long, String> acknowledged = new TreeMap<>();

    @Test
    void redisKilled_appendfsyncAlways_losesNothingAcknowledged() throws Exception {
        rounds(TierOptions.defaults().withCustody(0, Duration.ofMillis(100)), false, "--appendfsync", "always");
    }

    /** Redis alone may lose some: it answers before it writes its file while the disk is busy. */
    @Test
    void redisKilled_appendfsyncEverysec_nodesKeepWhatTheyAcknowledged() throws Exception {
        rounds(
                TierOptions.defaults().withDurability(Durability.hot()).withCustody(1 << 25, Duration.ofSeconds(10)),
                false);
    }

    @Test
    void redisKilledAndEmptied_nodesKeepWhatTheyAcknowledged() throws Exception {
        rounds(
                TierOptions.defaults().withDurability(Durability.hot()).withCustody(1 << 25, Duration.ofSeconds(10)),
                true);
    }

    private void rounds(TierOptions options, boolean emptied, String... settings) throws Exception {
        int rounds = Integer.getInteger("parley.crash.rounds", ROUNDS);
        long seed = Long.getLong("parley.crash.seed", new Random().nextLong());
        System.out.println("RedisKillTest: " + rounds + " rounds, -Dparley.crash.seed=" + seed);
        Random random = new Random(seed);
        TierOptions quick = options.withArchiving(Duration.ofMillis(50), 100);
        try (RedisProcess redis = RedisProcess.start(folder, settings);
                TieredMessageStore store = new TieredMessageStore(RedisHot.at(redis.url()), archive, quick)) {
            for (int round = 0; round < rounds; round++) {
                int wanted = acknowledged() + 50 + random.nextInt(400);
                round(store, redis, round, wanted);
                if (emptied) {
                    redis.restartEmpty();
                } else {
                    redis.restart();
                }
                check(store, round);
            }
        }
        System.out.println("RedisKillTest: " + acknowledged() + " acknowledged messages, all there");
    }

    private void round(TieredMessageStore store, RedisProcess redis, int round, int wanted) throws Exception {
        AtomicBoolean killed = new AtomicBoolean();
        Thread[] writers = new Thread[WRITERS];
        for (int i = 0; i < WRITERS; i++) {
            int writer = i;
            writers[i] = new Thread(() -> write(store, round + "-" + writer + "-", killed));
            writers[i].start();
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> acknowledged() >= wanted);
        redis.kill();
        killed.set(true);
        for (Thread writer : writers) {
            writer.join();
        }
    }

    private void write(TieredMessageStore store, String prefix, AtomicBoolean killed) {
        for (int next = 0; !killed.get(); next++) {
            String id = prefix + next;
            try {
                AppendResult result =
                        store.append(List.of(keyed(JAVA, ALICE, id, id))).get(0);
                synchronized (acknowledged) {
                    acknowledged.put(result.entry().seq(), id);
                }
            } catch (StoreException away) {
                return;
            }
        }
    }

    private int acknowledged() {
        synchronized (acknowledged) {
            return acknowledged.size();
        }
    }

    private void check(TieredMessageStore store, int round) {
        Map<Long, String> stored = new TreeMap<>();
        long after = 0;
        List<Entry> page = store.entries(JAVA, 0, 1_000);
        String epoch = page.get(0).epoch();
        while (!page.isEmpty()) {
            for (Entry entry : page) {
                assertThat(entry.seq()).as("dense, round %s", round).isEqualTo(++after);
                assertThat(entry.epoch()).isEqualTo(epoch);
                if (!entry.erased()) {
                    stored.put(entry.seq(), String.valueOf(entry.clientMsgId()));
                }
            }
            page = store.entries(JAVA, after, 1_000);
        }
        assertThat(stored.values()).as("once, round %s", round).doesNotHaveDuplicates();
        assertThat(stored).as("round %s", round).containsAllEntriesOf(acknowledged);
    }
}
