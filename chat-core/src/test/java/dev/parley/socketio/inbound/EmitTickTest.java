package dev.parley.socketio.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class EmitTickTest {

    private final EmitTick tick = EmitTick.ofThread();
    private long now = 1_000_000_000;

    private long send(long nanosLater) {
        now += nanosLater;
        long number = tick.sending(() -> now);
        now += 3 * EmitTick.SPAN_NANOS;
        tick.sent(() -> now);
        return number;
    }

    @Test
    void packets_behindOneAnother_areOfOneTick_untilItsSpanIsOver() {
        tick.next();
        long first = tick.sending(() -> now);
        tick.sent(() -> now);

        assertThat(first).isNotZero();
        assertThat(tick.sending(() -> now)).isEqualTo(first);
        assertThat(tick.sending(() -> now + EmitTick.SPAN_NANOS)).isEqualTo(first);
        assertThat(tick.sending(() -> now + EmitTick.SPAN_NANOS + 1)).isNotEqualTo(first);
    }

    @Test
    void time_thatTheFirstPacketTook_doesNotCount() {
        tick.next();
        long first = send(0);

        assertThat(send(EmitTick.SPAN_NANOS)).isEqualTo(first);
    }

    @Test
    void code_thatBegins_hasATickOfItsOwn() {
        tick.next();
        long first = send(0);
        tick.next();

        assertThat(send(0)).isNotEqualTo(first);
    }

    @Test
    void clock_ofAnotherServer_endsATick() {
        tick.next();
        long first = send(0);

        assertThat(tick.sending(() -> 5)).isNotEqualTo(first);
    }

    @Test
    void threads_haveTicksOfTheirOwn() {
        tick.next();
        long mine = send(0);

        long other = CompletableFuture.supplyAsync(
                        () -> EmitTick.ofThread().sending(() -> now), task -> new Thread(task).start())
                .join();

        assertThat(other).isNotEqualTo(mine).isNotZero();
    }
}
