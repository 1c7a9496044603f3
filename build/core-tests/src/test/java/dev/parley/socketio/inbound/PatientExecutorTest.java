package dev.parley.socketio.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.testkit.ManualScheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

final class PatientExecutorTest {

    private final ManualScheduler clock = new ManualScheduler();
    private final List<String> done = new ArrayList<>();
    private boolean full = true;
    private final PatientExecutor executor = new PatientExecutor(
            task -> {
                if (full) {
                    throw new RejectedExecutionException("full");
                }
                task.run();
            },
            clock);

    @Test
    void execute_refusedForAWhile_runsWhenThereIsRoom() {
        executor.execute(() -> done.add("task"));
        clock.advance(PatientExecutor.RETRY);
        assertThat(done).isEmpty();

        full = false;
        clock.advance(PatientExecutor.RETRY);

        assertThat(done).containsExactly("task");
        clock.advance(PatientExecutor.RETRY);
        assertThat(done).containsExactly("task");
    }

    @Test
    void execute_onAnExecutorThatIsShutDown_throws() {
        ExecutorService ended = Executors.newSingleThreadExecutor();
        ended.shutdown();

        assertThatThrownBy(() -> new PatientExecutor(ended, clock).execute(() -> done.add("task")))
                .isInstanceOf(RejectedExecutionException.class);
        assertThat(done).isEmpty();
    }
}
