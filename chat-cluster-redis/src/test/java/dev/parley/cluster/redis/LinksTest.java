package dev.parley.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.redis.connection.Links;
import dev.parley.cluster.redis.connection.Links.Part;
import dev.parley.cluster.redis.server.RedisServers;
import dev.parley.socketio.Adapter.Health;
import dev.parley.socketio.Adapter.Link;
import dev.parley.testkit.ManualScheduler;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-jdk")
final class LinksTest {

    private final RecordingLogger log = new RecordingLogger();
    private final List<Link> states = new ArrayList<>();
    private final Links links =
            new Links(log, RedisServers.at("redis://localhost:1").build(), new ManualScheduler(), this::changed);

    private void changed(Health health) {
        states.add(health.link());
    }

    private List<String> reached() {
        return log.lines().stream().filter(line -> line.startsWith("INFO")).toList();
    }

    @Test
    void up_afterAll_isLoggedOnceEachTime() {
        links.expect(Part.WRITER, "");
        links.expect(Part.READER, "");
        links.up(Part.WRITER, "");
        assertThat(reached()).isEmpty();
        links.up(Part.READER, "");
        assertThat(reached()).hasSize(1);

        links.down(Part.READER, "", new IllegalStateException("gone"));
        links.up(Part.READER, "");

        assertThat(reached()).hasSize(2);
        assertThat(states).containsExactly(Link.CONNECTED, Link.DISCONNECTED, Link.CONNECTED);
    }

    @Test
    void behind_andNoLonger_isReportedAndNotLogged() {
        links.expect(Part.READER, "");
        links.up(Part.READER, "");

        for (int i = 0; i < 3; i++) {
            links.behind(true);
            links.behind(false);
        }

        assertThat(reached()).hasSize(1);
        assertThat(states).hasSize(7).endsWith(Link.BEHIND, Link.CONNECTED);
    }

    @Test
    void advise_whileAllWorks_isShownAndLoggedUntilItIsTakenBack() {
        links.advise("one", "raise it");
        links.advise("other", "raise that");
        assertThat(links.health().link()).isEqualTo(Link.CONNECTED);
        assertThat(links.health().reason()).isEqualTo("raise it");
        links.down(Part.READER, "", new IllegalStateException("gone"));
        assertThat(links.health().reason()).isEqualTo("reading: gone");
        links.up(Part.READER, "");
        links.advise("one", null);
        assertThat(links.health().reason()).isEqualTo("raise that");

        links.advise("other", null);

        assertThat(links.health().reason()).isEmpty();
        assertThat(log.lines().stream().filter(line -> line.startsWith("WARN") && line.contains("raise")))
                .hasSize(1);
    }
}
