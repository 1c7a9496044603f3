package dev.parley.socketio.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BacklogTest {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final ManualScheduler clock = new ManualScheduler();
    private final List<String> warnings = new ArrayList<>();

    private Backlog backlog(Duration patience) {
        return new Backlog(
                1, clock, patience, (time, mailboxes) -> warnings.add(time.toMillis() + " ms, " + mailboxes));
    }

    @Test
    void leave_afterMoreThanTheBound_warnsOnceAMinute() {
        Backlog backlog = backlog(PATIENCE);
        long first = backlog.enter();
        long second = backlog.enter();
        clock.advance(PATIENCE);
        backlog.leave(first);
        assertThat(warnings).isEmpty();
        clock.advance(Duration.ofMillis(1));
        backlog.leave(second);
        assertThat(warnings).containsExactly("1001 ms, 1");

        long third = backlog.enter();
        clock.advance(Duration.ofSeconds(50));
        backlog.leave(third);
        assertThat(warnings).hasSize(1);
        long fourth = backlog.enter();
        clock.advance(Duration.ofSeconds(10));
        backlog.leave(fourth);
        assertThat(warnings).containsExactly("1001 ms, 1", "10000 ms, 1");
    }

    @Test
    void enter_whileNobodyGetsAThread_warns() {
        Backlog backlog = backlog(PATIENCE);
        backlog.enter();
        clock.advance(Duration.ofSeconds(2));

        backlog.enter();

        assertThat(warnings).containsExactly("2000 ms, 2");
    }

    @Test
    void leave_withoutABound_neverWarns() {
        Backlog backlog = new Backlog(1, clock, null, (time, mailboxes) -> warnings.add("unwanted"));
        long since = backlog.enter();
        clock.advance(Duration.ofDays(1));
        backlog.leave(since);

        assertThat(warnings).isEmpty();
    }

    @Test
    void isLong_moreThanTheProcessors() {
        Backlog backlog = backlog(PATIENCE);
        long one = backlog.enter();
        assertThat(backlog.isLong()).isFalse();
        backlog.enter();
        assertThat(backlog.isLong()).isTrue();
        backlog.leave(one);
        assertThat(backlog.isLong()).isFalse();
    }
}
