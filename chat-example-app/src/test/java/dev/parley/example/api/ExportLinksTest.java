package dev.parley.example.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.example.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ExportLinksTest {

    private static final Map<String, List<String>> QUERY = Map.of("room", List.of("java"));

    private final ManualClock clock = new ManualClock();
    private final ExportLinks links = new ExportLinks(clock);

    @Test
    void use_twice_givesItOnce() {
        String link = links.open("u1", QUERY);

        assertThat(link).matches("[0-9a-f]{48}");
        assertThat(links.use(link)).hasValueSatisfying(grant -> {
            assertThat(grant.userId()).isEqualTo("u1");
            assertThat(grant.parameters()).isEqualTo(QUERY);
        });
        assertThat(links.use(link)).isEmpty();
        assertThat(links.use("unknown")).isEmpty();
    }

    @Test
    void use_atTheEndOfItsMinute_givesNothing() {
        String early = links.open("u1", QUERY);
        String late = links.open("u1", QUERY);

        clock.advance(ExportLinks.LIFETIME.minus(Duration.ofMillis(1)));
        assertThat(links.use(early)).isPresent();
        clock.advance(Duration.ofMillis(1));
        assertThat(links.use(late)).isEmpty();
    }

    @Test
    void open_oneMoreThanTheMost_forgetsTheOldest() {
        String oldest = links.open("u1", QUERY);
        String second = links.open("u1", QUERY);
        for (int more = 2; more <= ExportLinks.MAX_OPEN; more++) {
            links.open("u1", QUERY);
        }

        assertThat(links.use(oldest)).isEmpty();
        assertThat(links.use(second)).isPresent();
    }
}
