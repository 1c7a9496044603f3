package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The wire of the chat, byte for byte, as it was recorded: what changes here changes for every client. */
final class WireGoldenTest {

    static final Path GOLDEN = Path.of("../../chat-core/src/test/resources/dev/parley/chat/wire.txt");

    @Test
    void wire_ofEveryCommandAndEvent_isWhatWasRecorded() throws IOException {
        List<String> lines = WireScript.run();
        if (Boolean.getBoolean("parley.wire.write")) {
            Files.createDirectories(GOLDEN.getParent());
            Files.write(GOLDEN, lines);
        }

        assertThat(lines)
                .as("recorded with -Dparley.wire.write=true")
                .containsExactlyElementsOf(Files.readAllLines(GOLDEN));
    }
}
