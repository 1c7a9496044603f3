package dev.parley.example.nodes;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.parley.example.TestServer;
import dev.parley.model.RoomName;
import dev.parley.store.FerretDb;
import dev.parley.store.mongo.MongoMessageStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is in a log, by several processes over FerretDB. The other rows are about the same calls of the store. */
@Tag("any-jdk")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FerretDbNodesTest implements LogRows {

    private Nodes nodes;

    @BeforeAll
    void start() throws Exception {
        String uri = FerretDb.awaited();
        String name = TestServer.fresh("nodes");
        // Two processes cannot open an empty database at once: the driver cannot read the answer to the later one.
        try (MongoMessageStore store =
                MongoMessageStore.builder().uri(uri).database(name).build()) {
            store.head(RoomName.of("any"));
        }
        nodes = Nodes.over(uri, name);
    }

    @AfterAll
    void stop() {
        if (nodes != null) {
            nodes.close();
        }
    }

    @Override
    public Nodes nodes() {
        return nodes;
    }

    @Override
    @Test
    public void marker_setThroughOneNode_isSeenThroughTheOtherAndNeverGoesBack() {
        abort("FerretDB inserts under another _id than the filter's if that stands in $and, so markers do not move");
    }
}
