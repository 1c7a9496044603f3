package dev.parley.store.redis;

import static dev.parley.testkit.store.StoreSamples.ALICE;
import static dev.parley.testkit.store.StoreSamples.JAVA;
import static dev.parley.testkit.store.StoreSamples.PYTHON;
import static dev.parley.testkit.store.StoreSamples.fill;
import static dev.parley.testkit.store.StoreSamples.keyed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.model.Entry;
import dev.parley.store.AppendResult;
import dev.parley.store.Changes;
import dev.parley.store.Head;
import dev.parley.store.InMemoryMessageStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Redis is killed, and comes back with what it had or without. */
@Tag("any-jdk")
final class TierRecoveryTest {

    private static final TierOptions MANUAL = TierOptions.defaults()
            .withDurability(Durability.hot())
            .withArchiving(Duration.ZERO, 500)
            .withCustody(1024 * 1024, Duration.ofSeconds(5));

    @TempDir
    private Path folder;

    private final SharedArchive archive = SharedArchive.of(InMemoryMessageStore.create());
    private RedisProcess redis;

    @BeforeEach
    void start() {
        redis = RedisProcess.start(folder.resolve("redis"));
    }

    @AfterEach
    void stop() {
        if (redis != null) {
            redis.close();
        }
    }

    private TieredMessageStore open() {
        return new TieredMessageStore(RedisHot.at(redis.url()), archive, MANUAL);
    }

    /** All nodes have looked since, and those that say nothing are expected. */
    private void awaitMeeting(int count) {
        try (Jedis jedis = redis.jedis()) {
            double now = Double.parseDouble(jedis.time().get(0)) * 1_000 + 1_000;
            for (int i = 0; i < 2; i++) {
                double since = now + 1_000 * i;
                Awaitility.await().until(() -> jedis.zcount("parley:{chat}:nodes", since, Double.MAX_VALUE) == count);
            }
        }
    }

    @Test
    void redisLostEverything_allNodesKeepTheirEntries_sameEpochGoesOn() {
        try (TieredMessageStore one = open();
                TieredMessageStore other = open()) {
            fill(one, JAVA, "archived", 5);
            one.archiveNow();
            for (int i = 0; i < 6; i++) {
                fill(i % 2 == 0 ? one : other, JAVA, "hot" + i + "-", 2);
            }
            one.append(List.of(keyed(PYTHON, ALICE, "never archived", "c1")));
            awaitMeeting(2);
            List<Entry> before = one.entries(JAVA, 0, 100);
            Head head = one.head(JAVA);

            redis.kill();
            redis.restartEmpty();

            assertThat(other.entries(JAVA, 0, 100)).hasSize(17).isEqualTo(before);
            assertThat(one.head(JAVA)).isEqualTo(head);
            assertThat(other.append(List.of(keyed(PYTHON, ALICE, "never archived", "c1")))
                            .get(0)
                            .outcome())
                    .isEqualTo(AppendResult.Outcome.DUPLICATE);
            fill(other, JAVA, "next", 1);
            assertThat(one.entries(JAVA, 17, 10)).extracting(Entry::epoch).containsExactly(head.epoch());
            one.archiveNow();
            assertThat(archive.entries(JAVA, 0, 100))
                    .extracting(Entry::seq)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, 18).boxed().toList());
        }
    }

    @Test
    void redisLostEverything_nobodyKnowsWhatItHad_roomsBeginANewEpochAndKeepTheirHistory() {
        Head before;
        try (TieredMessageStore store = open()) {
            fill(store, JAVA, "archived", 5);
            store.archiveNow();
            fill(store, JAVA, "lost", 3);
            before = store.head(JAVA);
        }

        redis.kill();
        redis.restartEmpty();

        try (TieredMessageStore store = open()) {
            fill(store, JAVA, "next", 1);
            Head now = store.head(JAVA);
            assertThat(now.epoch()).isNotEqualTo(before.epoch());
            assertThat(now.lastSeq()).isEqualTo(6);
            assertThat(store.entries(JAVA, 0, 100))
                    .extracting(entry -> entry.content().text())
                    .containsExactly("archived1", "archived2", "archived3", "archived4", "archived5", "next1");
            assertThat(store.changesSince(JAVA, before.epoch(), 8, 10).gap()).isEqualTo(Changes.Gap.RESET);
            store.archiveNow();
            assertThat(archive.head(JAVA)).isEqualTo(now);
        }
    }

    /** What docs/hot-tier.md says about the retry window: its keys are nowhere but in Redis. */
    @Test
    void redisLostEverything_archivedMessageSentAgain_isStoredTwice() {
        try (TieredMessageStore store = open()) {
            store.append(List.of(keyed(PYTHON, ALICE, "archived", "c1")));
            store.archiveNow();
            awaitMeeting(1);

            redis.kill();
            redis.restartEmpty();
            assertThat(store.entries(PYTHON, 0, 10)).hasSize(1);

            assertThat(store.append(List.of(keyed(PYTHON, ALICE, "archived", "c1")))
                            .get(0)
                            .outcome())
                    .isEqualTo(AppendResult.Outcome.STORED);
            assertThat(store.append(List.of(keyed(PYTHON, ALICE, "archived", "c1")))
                            .get(0)
                            .outcome())
                    .isEqualTo(AppendResult.Outcome.DUPLICATE);
            assertThat(store.entries(PYTHON, 0, 10)).hasSize(2);
        }
    }

    @Test
    void redisLostEverything_aNodeIsGone_roomsBeginANewEpochOnceWritten() {
        try (TieredMessageStore store = open()) {
            fill(store, JAVA, "archived", 5);
            store.archiveNow();
            String epoch = store.head(JAVA).epoch();
            try (Jedis jedis = redis.jedis()) {
                jedis.zadd("parley:{chat}:nodes", 9e15, "a node that was killed");
            }
            awaitMeeting(2);

            redis.kill();
            redis.restartEmpty();

            assertThat(store.head(JAVA).lastSeq()).isEqualTo(5);
            fill(store, JAVA, "next", 1);
            assertThat(store.head(JAVA).epoch()).isNotEqualTo(epoch);
            assertThat(store.head(JAVA).lastSeq()).isEqualTo(6);
        }
    }

    @Test
    void redisLostEverything_moreThanTheNodeKeeps_theRoomBeginsANewEpoch() {
        TierOptions little = MANUAL.withCustody(1_000, Duration.ofSeconds(2));
        try (TieredMessageStore store = new TieredMessageStore(RedisHot.at(redis.url()), archive, little)) {
            fill(store, PYTHON, "kept", 2);
            store.archiveNow();
            fill(store, JAVA, "m", 20);
            String epoch = store.head(JAVA).epoch();
            String other = store.head(PYTHON).epoch();
            awaitMeeting(1);

            redis.kill();
            redis.restartEmpty();

            assertThat(store.head(JAVA).epoch()).isNotEqualTo(epoch);
            fill(store, JAVA, "next", 1);
            assertThat(store.entries(JAVA, 0, 100)).hasSize(1);
            fill(store, PYTHON, "next", 1);
            assertThat(store.head(PYTHON).epoch()).isEqualTo(other);
        }
    }

    @Test
    void redisRestartedWithItsData_nothingChanges() {
        try (TieredMessageStore store = open()) {
            fill(store, JAVA, "m", 20);
            awaitMeeting(1);
            Head head = store.head(JAVA);

            redis.kill();
            redis.restart();

            assertThat(store.head(JAVA)).isEqualTo(head);
            fill(store, JAVA, "next", 1);
            assertThat(store.entries(JAVA, 0, 100)).hasSize(21);
        }
    }

    /** Nobody else knows of it: its process is gone. */
    @Test
    void redisCameBackWithOlderData_whileALostEntryIsArchived_itKeepsItsNumber() throws Exception {
        try (TieredMessageStore store = open()) {
            fill(store, JAVA, "m", 10);
            store.archiveNow();
            awaitMeeting(1);
            redis.kill();
            Path older = redis.copyOfData();
            redis.restart();
            try (TieredMessageStore gone = open()) {
                assertThat(gone.head(JAVA).lastSeq()).isEqualTo(10);
                fill(gone, JAVA, "lost", 1);
            }
            awaitMeeting(1);
            archive.faults().hang("archive");
            CompletableFuture<Void> importing =
                    CompletableFuture.runAsync(store::archiveNow, task -> new Thread(task).start());
            Awaitility.await().until(() -> archive.faults().hanging() == 1);
            redis.kill();
            redis.restartWith(older);
            assertThat(store.head(JAVA).lastSeq()).isEqualTo(11);
            fill(store, JAVA, "next", 1);

            archive.faults().recover();
            importing.handle((done, failed) -> null).join();
            store.archiveNow();

            assertThat(store.entries(JAVA, 10, 100))
                    .extracting(entry -> entry.content().text())
                    .containsExactly("lost1", "next1");
        }
    }

    /** As after the loss of a machine, or a fail-over to a replica that was behind. */
    @Test
    void redisCameBackWithOlderData_archiveIsAhead_goesOnBehindTheArchive() {
        try (TieredMessageStore store = open()) {
            fill(store, JAVA, "m", 10);
            fill(store, PYTHON, "p", 3);
            Head head = store.head(JAVA);
            awaitMeeting(1);
            redis.kill();
            Path older = redis.copyOfData();
            redis.restart();
            assertThat(store.head(JAVA)).isEqualTo(head);
            fill(store, JAVA, "n", 5);
            store.archiveNow();
            store.resetRoom(PYTHON);
            String epoch = store.head(PYTHON).epoch();
            redis.kill();
            redis.restartWith(older);

            assertThat(store.head(JAVA).lastSeq()).isEqualTo(15);
            fill(store, JAVA, "o", 1);
            assertThat(store.entries(JAVA, 0, 100))
                    .hasSize(16)
                    .extracting(Entry::epoch)
                    .containsOnly(head.epoch());
            assertThat(store.head(PYTHON)).isEqualTo(new Head(PYTHON, epoch, 0, 0, null));
            store.archiveNow();
            assertThat(archive.entries(JAVA, 0, 100)).isEqualTo(store.entries(JAVA, 0, 100));
        }
    }
}
