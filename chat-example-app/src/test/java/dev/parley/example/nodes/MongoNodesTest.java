package dev.parley.example.nodes;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

/** One chat of several processes, over a server that speaks as MongoDB does. */
@Tag("any-jdk")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MongoNodesTest implements LogRows, PeopleRows, EndRows {

    private final MongoServer mongo = new MongoServer(new MemoryBackend());
    private Nodes nodes;

    @BeforeAll
    void start() throws Exception {
        nodes = Nodes.over("mongodb://127.0.0.1:" + mongo.bind().getPort() + "/groupchat");
    }

    @AfterAll
    void stop() {
        if (nodes != null) {
            nodes.close();
        }
        mongo.shutdownNow();
    }

    @Override
    public Nodes nodes() {
        return nodes;
    }
}
