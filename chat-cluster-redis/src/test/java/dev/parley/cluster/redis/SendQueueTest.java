package dev.parley.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.redis.connection.Outgoing;
import dev.parley.cluster.redis.connection.SendQueue;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol.Command;

@Tag("any-jdk")
final class SendQueueTest {

    private static Outgoing message(int bytes) {
        Outgoing empty = Outgoing.message(Command.PUBLISH, new byte[0], new byte[0]);
        return Outgoing.message(Command.PUBLISH, new byte[0], new byte[bytes - empty.bytes()]);
    }

    @Test
    void add_moreThanMayWait_isRefused() {
        SendQueue queue = new SendQueue(2, 1_000_000);

        assertThat(queue.add(message(100))).isTrue();
        assertThat(queue.add(message(100))).isTrue();
        assertThat(queue.add(message(100))).isFalse();
        assertThat(queue.count()).isEqualTo(2);
    }

    @Test
    void add_moreBytesThanMayWait_isRefused() {
        SendQueue queue = new SendQueue(1_000, 10_000);

        assertThat(queue.add(message(4_000))).isTrue();
        assertThat(queue.add(message(6_001))).isFalse();
        assertThat(queue.add(message(6_000))).isTrue();
        assertThat(queue.add(message(100))).isFalse();
        assertThat(queue.bytes()).isEqualTo(10_000);
        assertThat(queue.count()).isEqualTo(2);
    }

    @Test
    void add_oneOfMoreBytesThanMayWait_waitsAlone() {
        SendQueue queue = new SendQueue(1_000, 10_000);

        assertThat(queue.add(message(10_001))).isTrue();
        assertThat(queue.add(message(100))).isFalse();
    }

    @Test
    void take_untilItIsDone_stillCounts() {
        SendQueue queue = new SendQueue(1_000, 10_000);
        queue.add(message(6_000));
        queue.add(message(4_000));

        List<Outgoing> taken = queue.take(10, 1_000_000, 0);

        assertThat(taken).hasSize(2);
        assertThat(queue.bytes()).isEqualTo(10_000);
        assertThat(queue.add(message(4_000))).isFalse();
        queue.done(taken.get(1));
        assertThat(queue.bytes()).isEqualTo(6_000);
        assertThat(queue.add(message(4_000))).isTrue();
    }

    @Test
    void take_ofABatch_isBounded() {
        SendQueue queue = new SendQueue(1_000, 1_000_000);
        for (int i = 0; i < 5; i++) {
            queue.add(message(1_000));
        }

        assertThat(queue.take(2, 1_000_000, 0)).hasSize(2);
        assertThat(queue.take(10, 2_000, 0)).hasSize(2);
        assertThat(queue.take(10, 10, 0)).hasSize(1);
    }
}
