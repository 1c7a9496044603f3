package dev.parley.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.testkit.store.StoreSamples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class HealthProbeTest {

    private final AtomicInteger questions = new AtomicInteger();
    private final CountDownLatch frozen = new CountDownLatch(1);

    @Test
    void health_questionReturnsOrThrows_saysSo() {
        assertThat(new HealthProbe("the disk", questions::incrementAndGet).health())
                .isEqualTo(new StoreHealth(true, "the disk"));
        assertThat(failing(new StoreException(StoreException.Category.FULL, "no space"))
                        .health())
                .isEqualTo(new StoreHealth(false, "the disk: no space"));
        assertThat(failing(new IllegalStateException("a defect")).health())
                .isEqualTo(new StoreHealth(false, "the disk: java.lang.IllegalStateException: a defect"));
    }

    @Test
    @Timeout(30)
    void health_databaseFrozen_isAnsweredInTimeByOneThreadForHowManyAsk() throws Exception {
        HealthProbe probe = new HealthProbe("the disk", this::hang);
        List<Callable<StoreHealth>> askers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            askers.add(probe::health);
        }

        List<StoreHealth> answers = StoreSamples.runAll(askers);

        StoreHealth silent = new StoreHealth(false, "the disk: no answer within 1000 ms");
        assertThat(answers).containsOnly(silent);
        for (int i = 0; i < 300; i++) {
            assertThat(probe.health())
                    .as("at once: 300 bounds would pass the limit of this test")
                    .isEqualTo(silent);
        }
        assertThat(questions).hasValue(1);

        frozen.countDown();
        await().atMost(Duration.ofSeconds(10)).until(() -> probe.health().up());
        assertThat(questions.get()).isGreaterThan(1);
    }

    @Test
    void health_interrupted_isNotUpAndKeepsTheInterrupt() {
        HealthProbe probe = new HealthProbe("the disk", this::hang);
        Thread.currentThread().interrupt();

        assertThat(probe.health().up()).isFalse();
        assertThat(Thread.interrupted()).isTrue();
        frozen.countDown();
    }

    private void hang() {
        questions.incrementAndGet();
        try {
            frozen.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static HealthProbe failing(RuntimeException failure) {
        return new HealthProbe("the disk", () -> {
            throw failure;
        });
    }
}
