package dev.parley.example.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.example.ServerGroup;
import dev.parley.example.TestServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The processes of a chat are replaced one after the other, as a deployment does, while 120 people write 500 messages a second. That a server says that
 * somebody comes who was there is not looked at: on busy machines a room is sometimes told that one user joins.
 */
@Tag("any-jdk")
final class RollingTest {

    private static final int SERVERS = 3;
    private static final int RATE = 500;

    private static final Set<String> COMING = Set.of("userJoined", "online");

    @TempDir
    private Path folder;

    @Test
    void sigterm_ofEachServerInTurn_losesAndDoublesNothingAndNobodyIsSeenToGo() throws Exception {
        List<String> rooms = IntStream.range(0, 24)
                .mapToObj(i -> TestServer.fresh("rolling"))
                .toList();
        try (ServerGroup servers = ServerGroup.start(SERVERS, folder, "--drain=1s");
                Load load = new Load(servers, rooms, 5)) {
            load.calm();
            load.write(RATE);
            load.goOn(RATE);
            for (int i = 0; i < SERVERS; i++) {
                assertThat(servers.terminate(i))
                        .as("exit status, as of a process that SIGTERM has ended")
                        .isEqualTo(143);
                servers.restart(i);
            }
            load.goOn(RATE);
            Load.Result result = load.settle();

            result.assertNothingLostOrDoubled();
            assertThat(result.clients())
                    .allSatisfy(client -> assertThat(client.sightings())
                            .filteredOn(sighting -> !COMING.contains(sighting.what()))
                            .isEmpty());
            assertThat(result.clients())
                    .allSatisfy(client -> assertThat(client.moves()).isPositive());
        }
    }
}
