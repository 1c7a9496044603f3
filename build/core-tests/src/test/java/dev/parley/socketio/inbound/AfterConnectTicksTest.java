package dev.parley.socketio.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.ManualScheduler;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AfterConnectTicksTest {

    private final ManualScheduler clock = new ManualScheduler();
    private final AfterConnect moment = new AfterConnect(clock);
    private final List<String> done = new ArrayList<>();

    @Test
    void run_many_waitAtLeastATickWithOneTimer() {
        moment.run(() -> done.add("first"));
        clock.advance(AfterConnect.TICK.dividedBy(2));
        moment.run(() -> done.add("second"));
        assertThat(clock.pending()).isEqualTo(1);

        clock.advance(AfterConnect.TICK.dividedBy(2));
        assertThat(done).isEmpty();
        moment.run(() -> done.add("third"));
        assertThat(clock.pending()).isEqualTo(1);

        clock.advance(AfterConnect.TICK);
        assertThat(done).containsExactly("first", "second");
        clock.advance(AfterConnect.TICK);
        assertThat(done).containsExactly("first", "second", "third");
    }

    @Test
    void run_nobodyWaits_noTimerRuns() {
        moment.run(() -> done.add("only"));

        clock.advance(AfterConnect.TICK.multipliedBy(3));

        assertThat(done).containsExactly("only");
        assertThat(clock.pending()).isZero();
    }
}
