package dev.parley.example.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.example.ServerGroup;
import dev.parley.example.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process of a chat is killed while 120 people write 500 messages a second; most of those who were connected to it return. */
@Tag("any-jdk")
final class KilledServerTest {

    private static final int SERVERS = 3;
    private static final int KILLED = 1;
    private static final int RATE = 500;
    private static final int GONE = 12;
    private static final Duration OFFLINE_WITHIN = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    @Test
    void kill_ofAServerUnderLoad_losesAndDoublesNothingAcknowledgedAndItsUsersGoOfflineOnce() throws Exception {
        List<String> rooms =
                IntStream.range(0, 24).mapToObj(i -> TestServer.fresh("killed")).toList();
        try (ServerGroup servers = ServerGroup.start(SERVERS, folder);
                Load load = new Load(servers, rooms, 5)) {
            load.calm();
            load.write(RATE);
            load.goOn(RATE);
            load.await(client -> !client.acknowledged().isEmpty());

            List<LoadClient> gone =
                    load.stay(client -> true, servers.server(KILLED).port(), GONE);
            servers.server(KILLED).kill();
            int killedAt = load.millis();

            load.await(client ->
                    client.sightings().size() >= 2 * expected(client, gone).size());
            Load.Result result = load.settle();

            result.assertNothingLostOrDoubled();
            assertThat(gone)
                    .hasSize(GONE)
                    .allSatisfy(client -> assertThat(client.acknowledged()).isNotEmpty());
            assertThat(result.clients()).filteredOn(client -> !client.isGone()).allSatisfy(client -> {
                Set<String> expected = expected(client, gone);
                assertThat(users(client, "offline")).containsExactlyInAnyOrderElementsOf(expected);
                assertThat(users(client, "userLeft")).containsExactlyInAnyOrderElementsOf(expected);
                assertThat(client.sightings())
                        .hasSize(2 * expected.size())
                        .allSatisfy(sighting ->
                                assertThat(sighting.millis() - killedAt).isBetween(0, (int) OFFLINE_WITHIN.toMillis()));
            });
        }
    }

    private static Set<String> expected(LoadClient observer, List<LoadClient> gone) {
        Set<String> ids = new HashSet<>();
        gone.stream().filter(each -> each.room().equals(observer.room())).forEach(each -> ids.add(each.id()));
        return ids;
    }

    private static List<String> users(LoadClient observer, String what) {
        return observer.sightings().stream()
                .filter(sighting -> sighting.what().equals(what))
                .map(LoadClient.Sighting::user)
                .toList();
    }
}
