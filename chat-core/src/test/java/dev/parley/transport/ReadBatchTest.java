package dev.parley.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReadBatchTest {

    private final List<String> order = new ArrayList<>();

    @Test
    void atEnd_outsideABatch_startsAtOnce() {
        ReadBatch.atEnd(() -> order.add("started"));

        assertThat(order).containsExactly("started");
    }

    @Test
    void atEnd_insideABatch_startsInOrderWhenTheReadingEnds() {
        ReadBatch.read(() -> {
            ReadBatch.atEnd(() -> order.add("one"));
            ReadBatch.atEnd(() -> order.add("two"));
            ReadBatch.read(() -> ReadBatch.atEnd(() -> order.add("three, of a batch inside")));
            order.add("read");
        });

        assertThat(order).containsExactly("read", "one", "two", "three, of a batch inside");
    }

    @Test
    void read_thatFails_startsWhatWasTaken() {
        assertThatThrownBy(() -> ReadBatch.read(() -> {
                    ReadBatch.atEnd(() -> order.add("started"));
                    throw new IllegalStateException("for the test");
                }))
                .hasMessage("for the test");

        assertThat(order).containsExactly("started");
        ReadBatch.atEnd(() -> order.add("no batch is left"));
        assertThat(order).hasSize(2);
    }

    @Test
    void start_thatStartsMore_isNotHeldBack() {
        ReadBatch.read(() -> ReadBatch.atEnd(() -> ReadBatch.atEnd(() -> order.add("started"))));

        assertThat(order).containsExactly("started");
    }
}
