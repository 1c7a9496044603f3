package dev.parley.store.redis;

import static dev.parley.testkit.store.StoreSamples.ALICE;
import static dev.parley.testkit.store.StoreSamples.JAVA;
import static dev.parley.testkit.store.StoreSamples.keyed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.model.Entry;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CustodyTest {

    private final Custody custody = new Custody(1_000_000);

    private static Entry entry(long seq) {
        return Entry.of(keyed(JAVA, ALICE, "id" + seq, "text"), "epoch", seq);
    }

    private List<Long> reported(int generation) {
        return custody.reports(generation).stream()
                .flatMap(report -> report.entries().stream())
                .map(Entry::seq)
                .toList();
    }

    @Test
    void reports_toTheNextProcess_haveWhatTheOneBeforeGave() {
        assertThat(custody.add(1, entry(1))).isTrue();
        assertThat(custody.addRead(1, List.of(entry(2)))).isTrue();

        assertThat(reported(2)).containsExactly(1L, 2L);
    }

    @Test
    void add_ofAProcessBeforeTheOneThatHadTheReport_isRefused() {
        custody.reports(2);

        assertThat(custody.add(1, entry(1))).isFalse();
        assertThat(custody.addRead(1, List.of(entry(2)))).isFalse();

        assertThat(reported(3)).isEmpty();
    }

    @Test
    void add_afterTheReportToTheSameProcess_isKept() {
        custody.reports(2);

        assertThat(custody.add(2, entry(1))).isTrue();
        assertThat(custody.addRead(2, List.of(entry(2)))).isTrue();

        assertThat(reported(3)).containsExactly(1L, 2L);
    }

    @Test
    void reports_lateToAnEarlierProcess_doNotMakeTheLaterOneThePast() {
        custody.reports(3);
        custody.reports(2);

        assertThat(custody.add(2, entry(1))).isFalse();
        assertThat(custody.add(3, entry(1))).isTrue();
    }
}
