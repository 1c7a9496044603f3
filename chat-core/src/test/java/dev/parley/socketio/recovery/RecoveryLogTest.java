package dev.parley.socketio.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.engineio.options.OutboundLimits;
import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.runtime.MemoryBudget;
import dev.parley.socketio.delivery.BroadcastResult;
import dev.parley.socketio.event.SavedSession;
import dev.parley.socketio.event.Selection;
import dev.parley.socketio.packet.Packet;
import dev.parley.socketio.recovery.RecoveryLog.Saved;
import dev.parley.transport.policy.OutboundPolicy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The bounds of what is kept for clients that may come back. */
final class RecoveryLogTest {

    private static final Duration WINDOW = Duration.ofMinutes(2);
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final int LARGE = 16 * 1024 * 1024;

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final OutboundLimits wide = new OutboundLimits(100_000, 1024L * 1024 * 1024, OutboundPolicy.close());
    private final MemoryBudget memory = MemoryBudget.of(1024L * 1024 * 1024);
    private final RecoveryLog log =
            new RecoveryLog(WINDOW, GRACE, new RecoveryLog.Bounds(wide, memory), () -> now, new RecoveryOffsets("x"));

    private void send(int bytes) {
        EncodedMessage message = EncodedMessage.binary(ByteBuffer.allocate(bytes));
        log.send(
                Packet.event("/", null, "e", List.of()),
                Selection.EVERYONE,
                packet -> message,
                sent -> BroadcastResult.REFUSED);
    }

    private Saved saved(String pid) {
        return new Saved(new SavedSession(pid, "s", Set.of("s"), Map.of(), "x.0"), now);
    }

    private int missedFrom(String offset) {
        List<EncodedMessage> missed = new ArrayList<>();
        return log.replay(saved("pid"), "x." + offset, missed::addAll) ? missed.size() : -1;
    }

    @Test
    void send_beyondTheEventsKept_forgetsTheOldest() {
        for (int i = 0; i < RecoveryLog.MAX_EVENTS; i++) {
            send(1);
        }
        assertThat(missedFrom("0")).isEqualTo(RecoveryLog.MAX_EVENTS);

        send(1);

        assertThat(missedFrom("0")).isEqualTo(-1);
        assertThat(missedFrom("1")).isEqualTo(RecoveryLog.MAX_EVENTS);
    }

    @Test
    void send_beyondTheBytesKept_forgetsTheOldest() {
        int most = (int) (RecoveryLog.MAX_BYTES / LARGE);
        for (int i = 0; i < most; i++) {
            send(LARGE - 16);
        }
        assertThat(missedFrom("0")).isEqualTo(most);

        send(LARGE);

        assertThat(missedFrom("0")).isEqualTo(-1);
        assertThat(missedFrom("1")).isEqualTo(most);
    }

    @Test
    void save_beyondTheSocketsKept_forgetsTheOneThatLeftFirst() {
        for (int i = 0; i <= RecoveryLog.MAX_SOCKETS; i++) {
            log.save(saved("pid " + i));
        }

        assertThat(log.take("pid 0", null)).isNull();
        assertThat(log.take("pid 1", null)).isNotNull();
        assertThat(log.take("pid " + RecoveryLog.MAX_SOCKETS, null)).isNotNull();
    }

    @Test
    void take_afterTheWindow_isNothing() {
        log.save(saved("in time"));
        log.save(saved("late"));
        now = now.plus(WINDOW);
        assertThat(log.take("in time", null)).isNotNull();

        now = now.plusMillis(1);

        assertThat(log.take("late", null)).isNull();
    }

    @Test
    void take_eventsSentWhileTheLossWasNotNoticed_areStillThere() {
        send(1);
        now = now.plus(GRACE);
        log.save(saved("pid"));
        now = now.plus(WINDOW);

        Saved taken = log.take("pid", "x.0");

        assertThat(taken).isNotNull();
        assertThat(missedFrom("0")).isEqualTo(1);
        now = now.plusMillis(1);
        log.take("nobody", null);
        assertThat(missedFrom("0")).isZero();
    }

    @Test
    void awaits_untilTheWindowEnds_andWhileTheClientReturns() {
        log.save(saved("pid"));
        assertThat(log.awaits("pid", now)).isTrue();
        assertThat(log.awaits("nobody", now)).isFalse();

        Saved taken = Objects.requireNonNull(log.take("pid", null));
        assertThat(log.awaits("pid", now)).as("on its way").isTrue();
        assertThat(log.replay(taken, null, missed -> {})).isTrue();
        assertThat(log.awaits("pid", now)).as("connected").isFalse();

        log.save(taken);
        now = now.plus(WINDOW).plusMillis(1);
        assertThat(log.awaits("pid", now)).as("too late").isFalse();
    }

    @Test
    void memory_tight_nothingIsKept_clientsStartAnew() {
        send(1_000);
        assertThat(memory.used()).isGreaterThan(1_000);
        memory.add(memory.limit() / 2);

        send(1_000);

        assertThat(memory.used()).isEqualTo(memory.limit() / 2);
        assertThat(log.heldBytes()).isZero();
        assertThat(missedFrom("0")).isEqualTo(-1);
        assertThat(missedFrom("2")).isZero();
        memory.remove(memory.limit() / 2);
        send(1_000);
        assertThat(missedFrom("2")).isEqualTo(1);
    }

    @Test
    void memory_evictedOrClosed_isGivenBack() {
        send(1_000);
        log.evict();
        assertThat(memory.used()).isZero();
        assertThat(missedFrom("0")).isEqualTo(-1);

        send(1_000);
        log.close();
        send(1_000);

        assertThat(memory.used()).isZero();
    }
}
