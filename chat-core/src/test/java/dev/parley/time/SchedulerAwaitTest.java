package dev.parley.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SchedulerAwaitTest {

    private static final Duration LONG = Duration.ofMinutes(10);

    private final SystemScheduler scheduler = new SystemScheduler("test");
    private final CompletableFuture<Void> stage = new CompletableFuture<>();

    @AfterEach
    void close() {
        scheduler.close();
    }

    @Test
    void await_completedLater_waitsUntilThen() {
        scheduler.schedule(Duration.ofMillis(20), () -> stage.complete(null));

        assertThat(scheduler.await(stage, LONG)).isTrue();
    }

    @Test
    void await_failedStage_isCompleted() {
        stage.completeExceptionally(new IllegalStateException("expected"));

        assertThat(scheduler.await(stage, LONG)).isTrue();
    }

    @Test
    void await_timeIsOver_returnsFalse() {
        assertThat(scheduler.await(stage, Duration.ofMillis(1))).isFalse();
        assertThat(scheduler.await(stage, Duration.ofSeconds(-1))).isFalse();
    }

    @Test
    void await_interruptedWhileWaiting_returnsAndStaysInterrupted() {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        CountDownLatch started = new CountDownLatch(1);
        Thread waiting = new Thread(() -> {
            started.countDown();
            boolean completed = scheduler.await(stage, LONG);
            interrupted.complete(!completed && Thread.currentThread().isInterrupted());
        });
        waiting.start();
        assertThat(started).satisfies(CountDownLatch::await);

        waiting.interrupt();

        assertThat(interrupted).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(true);
    }

    @Test
    void await_inATaskOfTheScheduler_doesNotWait() {
        CompletableFuture<Boolean> waited = new CompletableFuture<>();

        scheduler.schedule(Duration.ZERO, () -> waited.complete(scheduler.await(stage, LONG)));

        assertThat(waited).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(false);
    }
}
