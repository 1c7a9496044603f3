package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OrderedTasksTest {

    private final List<Runnable> executor = new ArrayList<>();
    private final List<Integer> done = new ArrayList<>();
    private final OrderedTasks tasks = new OrderedTasks(executor::add);

    private boolean add(int number, long bytes) {
        return tasks.add(() -> done.add(number), bytes);
    }

    @Test
    void add_moreThanMayWait_isRefused() {
        for (int i = 0; i < OrderedTasks.MAX_WAITING; i++) {
            assertThat(add(i, 0)).isTrue();
        }
        assertThat(add(-1, 0)).isFalse();

        executor.remove(0).run();

        assertThat(done).hasSize(OrderedTasks.MAX_WAITING).doesNotContain(-1).isSorted();
        assertThat(add(1, 0)).isTrue();
    }

    @Test
    void add_moreBytesThanMayWait_isRefused() {
        assertThat(add(1, OrderedTasks.MAX_BYTES - 10)).isTrue();
        assertThat(add(2, 11)).isFalse();
        assertThat(add(3, 10)).isTrue();
        assertThat(add(4, 1)).isFalse();

        executor.remove(0).run();

        assertThat(done).containsExactly(1, 3);
        assertThat(add(5, OrderedTasks.MAX_BYTES)).isTrue();
    }

    @Test
    void add_oneOfMoreBytesThanMayWait_isTakenAlone() {
        assertThat(add(1, OrderedTasks.MAX_BYTES + 1)).isTrue();
        assertThat(add(2, 1)).isFalse();
    }
}
