package dev.parley.chat.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PayloadWeightTest {

    @Test
    void of_everyKindOfContent_countsIt() {
        int size = 100_000;

        assertThat(List.of(
                        PayloadWeight.of("x".repeat(size)),
                        PayloadWeight.of(new byte[size]),
                        PayloadWeight.of(ByteBuffer.allocate(size)),
                        PayloadWeight.of(Map.of("x".repeat(size), 1)),
                        PayloadWeight.of(List.of(Map.of("a", List.of("x".repeat(size)))))))
                .allMatch(weight -> weight >= size && weight < size + 1_000);
    }

    @Test
    void of_manySmallThings_countsWhatTheyTakeOfTheHeap() {
        assertThat(PayloadWeight.of(Collections.nCopies(10_000, Map.of()))).isGreaterThanOrEqualTo(480_000);
        assertThat(PayloadWeight.of(null)).isPositive();
    }
}
