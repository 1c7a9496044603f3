package dev.parley.metrics.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BoundedNamesTest {

    private final BoundedNames names = new BoundedNames(2);

    @Test
    void admit_atTheBound_keepsTheFirst() {
        assertThat(names.admit("a")).isEqualTo("a");
        assertThat(names.admit("b")).isEqualTo("b");
        assertThat(names.admit("c")).isEqualTo("other");
        assertThat(names.admit("a")).isEqualTo("a");
    }

    @Test
    void find_whatWasNotAdmitted_isNotKept() {
        assertThat(names.find("a")).isEqualTo("other");
        assertThat(names.admit("a")).isEqualTo("a");
        assertThat(names.find("a")).isEqualTo("a");
    }
}
