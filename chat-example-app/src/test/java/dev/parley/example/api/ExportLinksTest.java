package dev.parley.example.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.example.ManualClock;
import dev.parley.model.User;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-jdk")
final class ExportLinksTest {

    private static final Map<String, List<String>> QUERY = Map.of("room", List.of("java"));

    private static final User USER = User.of("u1", "Ursula");

    private final ManualClock clock = new ManualClock();
    private final ExportLinks links = new ExportLinks(clock);

    @Test
    void use_twice_givesItOnce() {
        String link = links.open(USER, QUERY);

        assertThat(link).matches("[0-9a-f]{48}");
        assertThat(links.use(link)).hasValueSatisfying(grant -> {
            assertThat(grant.user()).isEqualTo(USER);
            assertThat(grant.parameters()).isEqualTo(QUERY);
        });
        assertThat(links.use(link)).isEmpty();
        assertThat(links.use("unknown")).isEmpty();
    }

    @Test
    void look_usesNothingUp() {
        String link = links.open(USER, QUERY);

        assertThat(links.look(link)).isPresent();
        assertThat(links.use(link)).isPresent();
        assertThat(links.look(link)).isEmpty();
    }

    @Test
    void use_atTheEndOfItsMinute_givesNothing() {
        String early = links.open(USER, QUERY);
        String late = links.open(USER, QUERY);

        clock.advance(ExportLinks.LIFETIME.minus(Duration.ofMillis(1)));
        assertThat(links.use(early)).isPresent();
        clock.advance(Duration.ofMillis(1));
        assertThat(links.use(late)).isEmpty();
    }

    @Test
    void open_oneMoreThanTheMost_forgetsTheOldest() {
        String oldest = links.open(USER, QUERY);
        String second = links.open(USER, QUERY);
        for (int more = 2; more <= ExportLinks.MAX_OPEN; more++) {
            links.open(USER, QUERY);
        }

        assertThat(links.use(oldest)).isEmpty();
        assertThat(links.use(second)).isPresent();
    }
}
