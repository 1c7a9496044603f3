package dev.parley.example.nodes;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import dev.parley.example.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

/** One chat of several processes, over MongoDB where {@code MONGODB_URI} names one, else over an emulator. */
@Tag("any-jdk")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MongoNodesTest implements LogRows, PeopleRows, LimitRows, EndRows {

    private final MongoServer emulator = new MongoServer(new MemoryBackend());
    private final String name = TestServer.fresh("nodes");
    private String server;
    private Nodes nodes;

    @BeforeAll
    void start() throws Exception {
        String mongo = System.getenv("MONGODB_URI");
        server = mongo == null || mongo.isBlank()
                ? "mongodb://127.0.0.1:" + emulator.bind().getPort()
                : mongo;
        nodes = Nodes.over(server, name);
    }

    @AfterAll
    void stop() {
        if (nodes != null) {
            nodes.close();
            try (MongoClient client = MongoClients.create(server)) {
                client.getDatabase(name).drop();
            }
        }
        emulator.shutdownNow();
    }

    @Override
    public boolean isExact() {
        return false;
    }

    @Override
    public Nodes nodes() {
        return nodes;
    }
}
