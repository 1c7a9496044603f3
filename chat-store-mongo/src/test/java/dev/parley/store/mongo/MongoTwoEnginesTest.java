package dev.parley.store.mongo;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import dev.parley.chat.TwoEnginesContract;
import dev.parley.store.MessageStore;
import org.junit.jupiter.api.AfterEach;

final class MongoTwoEnginesTest implements TwoEnginesContract {

    private final MongoServer server = new MongoServer(new MemoryBackend());
    private final int port = server.bind().getPort();

    @AfterEach
    void stop() {
        server.shutdownNow();
    }

    @Override
    public MessageStore open() {
        return MongoMessageStore.connect("mongodb://127.0.0.1:" + port + "/groupchat");
    }

    @Override
    public boolean decidesWithinAppend() {
        return false;
    }
}
