package dev.parley.runtime.callback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.policy.ChatListener;
import dev.parley.chat.room.ListenerQueue;
import dev.parley.engineio.fanout.FanOut;
import dev.parley.runtime.UncaughtErrors;
import dev.parley.time.SystemScheduler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class CallbacksTest {

    private final CompletableFuture<Boolean> seen = new CompletableFuture<>();

    private void look() {
        seen.complete(Callbacks.areRunning());
    }

    @Test
    void areRunning_onAThreadOfTheApplication_isFalse() {
        Thread own = new Thread(this::look);
        own.start();

        assertThat(seen).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(false);
    }

    @Test
    void areRunning_onAThreadOfParley_isTrue() {
        UncaughtErrors.thread("test", this::look).start();

        assertThat(seen).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(true);
    }

    @Test
    void areRunning_inATaskOfTheScheduler_isTrue() {
        try (SystemScheduler scheduler = new SystemScheduler("test")) {
            scheduler.schedule(Duration.ZERO, this::look);

            assertThat(seen).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(true);
        }
    }

    @Test
    void areRunning_inATurnOfAShardOnTheCallersThread_isTrue() {
        new FanOut(1, Runnable::run).submit(0, turn -> look());

        assertThat(seen).isCompletedWithValue(true);
        assertThat(Callbacks.areRunning()).isFalse();
    }

    @Test
    void areRunning_inAListenerOfTheChatOnTheApplicationsExecutor_isTrue() {
        ListenerQueue queue = new ListenerQueue(List.of(new ChatListener() {}), Runnable::run);

        queue.publish(listener -> look());

        assertThat(seen).isCompletedWithValue(true);
    }
}
