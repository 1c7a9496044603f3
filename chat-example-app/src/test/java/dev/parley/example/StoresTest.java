package dev.parley.example;

import static dev.parley.example.TestServer.ADMIN_TOKEN;
import static dev.parley.example.TestServer.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of store is one option away. */
final class StoresTest {

    private static final String POSTGRES = "PARLEY_POSTGRES_URL";

    @TempDir
    Path data;

    @Test
    void sqlite_isTheDefaultAndKeepsMessagesOverARestart() {
        keepsMessages("sqlite");
        assertThat(data.resolve("messages.db")).exists();
    }

    @Test
    void mongo_byItsAddress_keepsMessagesOverARestart() {
        MongoServer mongo = new MongoServer(new MemoryBackend());
        try {
            keepsMessages("mongodb://127.0.0.1:" + mongo.bind().getPort() + "/groupchat");
        } finally {
            mongo.shutdownNow();
        }
        assertThat(data.resolve("messages.db")).doesNotExist();
    }

    @Test
    void postgres_byItsAddress_keepsMessagesOverARestart() {
        keepsMessages(postgres());
    }

    @Test
    void postgres_itsPool_isMeteredBesideTheStore() {
        try (TestServer server = TestServer.start(data, "--store=" + postgres())) {
            server.fill(TestServer.fresh("metered"), 1);

            assertThat(server.get("/metrics", bearer(ADMIN_TOKEN)).body())
                    .contains("hikaricp_connections_active{pool=")
                    .contains("hikaricp_connections_acquire_seconds_count{pool=")
                    .contains("parley_store_call_seconds_count{operation=\"append\"");
        }
    }

    private static String postgres() {
        String url = System.getenv(POSTGRES);
        if ("true".equals(System.getenv("CI"))) {
            assertThat(url).as("CI sets " + POSTGRES).isNotBlank();
        }
        assumeTrue(url != null && !url.isBlank(), "needs PostgreSQL: set " + POSTGRES + " to a JDBC URL");
        return url;
    }

    private void keepsMessages(String store) {
        String room = TestServer.fresh("kept");
        try (TestServer first = TestServer.start(data, "--store=" + store)) {
            first.fill(room, 3);
        }
        try (TestServer second = TestServer.start(data, "--store=" + store)) {
            assertThat(second.get("/api/chats/export?room=" + room, bearer(ADMIN_TOKEN))
                            .body()
                            .lines())
                    .hasSize(3)
                    .last()
                    .asString()
                    .endsWith(": Message 3 of 3");
        }
    }
}
