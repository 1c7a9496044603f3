package dev.parley.store.mongo;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import dev.parley.testkit.store.CrashRounds;
import dev.parley.testkit.store.CrashWriter;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-jdk")
final class MongoCrashTest {

    @Test
    void append_clientKilledUnderLoad_keepsEveryAcknowledgedMessage() {
        MongoServer server = new MongoServer(new MemoryBackend());
        try {
            String uri = "mongodb://127.0.0.1:" + server.bind().getPort() + "/groupchat";
            new CrashRounds(Writer.class, List.of(uri), () -> MongoMessageStore.connect(uri))
                    .withMaxMessages(100) // the emulator reads every document to find the newest
                    .run();
        } finally {
            server.shutdownNow();
        }
    }

    /** The process that is killed. */
    static final class Writer {

        private Writer() {}

        public static void main(String[] arguments) {
            MongoMessageStore store = MongoMessageStore.connect(arguments[0]);
            CrashWriter.run(store, Integer.parseInt(arguments[1]), System.out);
        }
    }
}
