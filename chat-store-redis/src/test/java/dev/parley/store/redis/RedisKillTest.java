package dev.parley.store.redis;

import static dev.parley.testkit.store.StoreSamples.ALICE;
import static dev.parley.testkit.store.StoreSamples.JAVA;
import static dev.parley.testkit.store.StoreSamples.keyed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.model.Entry;
import dev.parley.store.AppendResult;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.StoreException;
import dev.parley.testkit.fault.CuttableProxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/**
 * Redis is killed with SIGKILL at random moments under load. {@code -Dparley.crash.rounds=1000} makes a longer run, {@code
 * -Dparley.crash.seed=…} repeats one.
 */
@Tag("any-jdk")
final class RedisKillTest {

    private static final int ROUNDS = 6;
    private static final int WRITERS = 4;

    /** After so many rounds all entries are read again; after each, those of this round and of the one before. */
    private static final int WHOLE = 100;

    @TempDir
    private Path folder;

    private final SharedArchive archive = SharedArchive.of(
            InMemoryMessageStore.builder().maxEntriesPerRoom(10_000_000).build());

    /** Guarded by itself. */
    private final TreeMap<Long, String> acknowledged = new TreeMap<>();

    private String epoch = "";

    @Test
    void redisKilled_appendfsyncAlways_losesNothingAcknowledged() throws Exception {
        TierOptions options = TierOptions.defaults().withCustody(0, Duration.ofMillis(100));
        try (RedisProcess redis = RedisProcess.start(folder, "--appendfsync", "always")) {
            rounds(options, redis.url(), redis::kill, redis::restart);
        }
    }

    /** Redis alone may lose some: it answers before it writes its file while the disk is busy. */
    @Test
    void redisKilled_appendfsyncEverysec_nodesKeepWhatTheyAcknowledged() throws Exception {
        try (RedisProcess redis = RedisProcess.start(folder)) {
            rounds(keptByNodes(), redis.url(), redis::kill, redis::restart);
        }
    }

    @Test
    void redisKilledAndEmptied_nodesKeepWhatTheyAcknowledged() throws Exception {
        try (RedisProcess redis = RedisProcess.start(folder)) {
            rounds(keptByNodes(), redis.url(), redis::kill, redis::restartEmpty);
        }
    }

    /** The one that is promoted has all that was acknowledged, because it is the only replica. */
    @Test
    void redisKilled_replicaPromoted_losesNothingAcknowledged() throws Exception {
        TierOptions options = TierOptions.defaults()
                .withDurability(Durability.hotReplicated(1))
                .withCustody(0, Duration.ofMillis(100));
        try (Pair pair = new Pair(folder)) {
            rounds(options, pair.url(), pair::killPrimary, pair::failOver);
        }
    }

    private static TierOptions keptByNodes() {
        return TierOptions.defaults().withDurability(Durability.hot()).withCustody(1 << 25, Duration.ofSeconds(10));
    }

    private void rounds(TierOptions options, String url, Runnable kill, Runnable bringBack) throws Exception {
        int rounds = Integer.getInteger("parley.crash.rounds", ROUNDS);
        long seed = Long.getLong("parley.crash.seed", new Random().nextLong());
        System.out.println("RedisKillTest: " + rounds + " rounds, -Dparley.crash.seed=" + seed);
        Random random = new Random(seed);
        TierOptions quick = options.withArchiving(Duration.ofMillis(50), 100);
        long before = 0;
        try (TieredMessageStore store = new TieredMessageStore(RedisHot.at(url), archive, quick)) {
            for (int round = 0; round < rounds; round++) {
                long start = last();
                round(store, kill, round, acknowledged() + 50 + random.nextInt(400));
                bringBack.run();
                boolean whole = round % WHOLE == 0 || round == rounds - 1;
                check(store, round, whole ? 0 : before);
                before = start;
            }
        }
        System.out.println("RedisKillTest: " + acknowledged() + " acknowledged messages, all there");
    }

    private void round(TieredMessageStore store, Runnable kill, int round, int wanted) throws Exception {
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
        kill.run();
        killed.set(true);
        for (Thread writer : writers) {
            writer.join();
        }
    }

    /** Tries again until Redis is killed what it cannot have for now, as a replica that does not answer in time. */
    private void write(TieredMessageStore store, String prefix, AtomicBoolean killed) {
        int next = 0;
        while (!killed.get()) {
            String id = prefix + next;
            try {
                AppendResult result =
                        store.append(List.of(keyed(JAVA, ALICE, id, id))).get(0);
                synchronized (acknowledged) {
                    acknowledged.put(result.entry().seq(), id);
                }
                next++;
            } catch (StoreException again) {
                Thread.onSpinWait();
            }
        }
    }

    private int acknowledged() {
        synchronized (acknowledged) {
            return acknowledged.size();
        }
    }

    private long last() {
        synchronized (acknowledged) {
            return acknowledged.isEmpty() ? 0 : acknowledged.lastKey();
        }
    }

    /** Nobody writes meanwhile. */
    private void check(TieredMessageStore store, int round, long from) {
        Map<Long, String> stored = new HashMap<>();
        long after = from;
        List<Entry> page = store.entries(JAVA, after, 1_000);
        while (!page.isEmpty()) {
            for (Entry entry : page) {
                assertThat(entry.seq()).as("dense, round %s", round).isEqualTo(++after);
                epoch = epoch.isEmpty() ? entry.epoch() : epoch;
                assertThat(entry.epoch()).isEqualTo(epoch);
                if (!entry.erased()) {
                    stored.put(entry.seq(), String.valueOf(entry.clientMsgId()));
                }
            }
            page = store.entries(JAVA, after, 1_000);
        }
        assertThat(stored.values()).as("once, round %s", round).doesNotHaveDuplicates();
        assertThat(stored).as("round %s", round).containsAllEntriesOf(acknowledged.tailMap(from, false));
    }

    /** A Redis with a replica, behind an address that follows the one that is promoted. */
    private static final class Pair implements AutoCloseable {

        private RedisProcess primary;
        private RedisProcess replica;
        private final CuttableProxy address;

        Pair(Path folder) {
            primary = RedisProcess.start(folder.resolve("1"), "--repl-diskless-sync-delay", "0");
            replica = RedisProcess.start(folder.resolve("2"), "--repl-diskless-sync-delay", "0");
            address = new CuttableProxy(at(primary));
            follow();
        }

        private static InetSocketAddress at(RedisProcess redis) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), redis.port());
        }

        String url() {
            return "redis://127.0.0.1:" + address.port();
        }

        void killPrimary() {
            primary.kill();
        }

        void failOver() {
            RedisProcess promoted = replica;
            try (Jedis jedis = promoted.jedis()) {
                jedis.replicaofNoOne();
            }
            address.redirect(at(promoted));
            primary.restartEmpty();
            replica = primary;
            primary = promoted;
            follow();
        }

        private void follow() {
            try (Jedis below = replica.jedis();
                    Jedis above = primary.jedis()) {
                below.replicaof("127.0.0.1", primary.port());
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(10))
                        .until(() -> above.info("replication").contains("state=online"));
            }
        }

        @Override
        public void close() {
            address.close();
            primary.close();
            replica.close();
        }
    }
}
