package dev.parley.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.benchmark.load.HostileKind;
import dev.parley.benchmark.report.HostileReport;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The healthy lose nothing and the server lives. How long they wait is not asked here. */
@Tag("any-jdk")
class HostileMemoryTest {

    @Test
    void run_fewClientsOfEachKind_harmsNobody() throws IOException {
        Arguments arguments = new Arguments(
                new String[] {"--clients", "80", "--hostile", "4", "--windows", "1", "--seconds", "3", "--rate", "20"},
                Set.of("clients", "hostile", "windows", "seconds", "rate"));
        // With few descriptors left, some of those that read nothing poll.
        var plan = HostileMemory.Plan.of(arguments, 250 + 60 + 36 + 10);
        assertThat(plan.deafOnWebSocket()).isEqualTo(10);
        HostileReport report = new HostileReport("", Map.of());

        HostileMemory.run(plan, report);

        assertThat(report.isUnharmed()).as(report.text()).isTrue();
        for (HostileKind kind : HostileKind.values()) {
            assertThat(report.opened(kind)).as(kind.title()).isPositive();
        }
        assertThat(report.entered(HostileKind.BINARY_BEFORE_CONNECT)).isZero();
        assertThat(report.entered(HostileKind.DEAF)).isEqualTo(10);
        assertThat(report.entered(HostileKind.DEAF_POLLING)).isEqualTo(10);
    }
}
