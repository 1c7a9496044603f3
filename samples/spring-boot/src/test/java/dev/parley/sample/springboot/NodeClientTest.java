package dev.parley.sample.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NodeClientTest {

    @TempDir
    Path folder;

    @Test
    void people_ofSpringSecurity_chatAndAreNotified() throws Exception {
        JsonNode report;
        try (RunningApplication application = RunningApplication.start()) {
            report = report(application.url());
        }

        for (String transport : new String[] {"polling", "websocket", "upgrade"}) {
            JsonNode seen = report.get(transport);
            assertThat(seen.get("ann").asText()).as(transport).isEqualTo("ann");
            assertThat(seen.get("bob").asText()).as(transport).isEqualTo("bob");
            assertThat(seen.get("nobody").asText()).as(transport).contains("401");
            assertThat(seen.get("sent").asBoolean()).as(transport).isTrue();
            assertThat(seen.get("message").asText()).isEqualTo("ann: hello over " + transport);
            assertThat(seen.get("order").asInt()).as(transport).isEqualTo(201);
            assertThat(seen.get("notification").asText()).as(transport).isEqualTo("It is on its way");
        }
        assertThat(report.get("wrongPassword").asText()).isEqualTo("/login?error");
        assertThat(report.get("orderOfNobody").asInt()).isEqualTo(401);
        assertThat(report.get("orderOfAPerson").asInt()).isEqualTo(403);
        assertThat(report.get("orderWithoutText").asInt()).isEqualTo(400);
        assertThat(report.get("otherOrigin").asInt()).isEqualTo(403);
    }

    private JsonNode report(String url) throws Exception {
        Path report = folder.resolve("report.json");
        Path log = folder.resolve("log");
        Process node = new ProcessBuilder("node", "src/test/node/chat.mjs", report.toString(), url)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = node.waitFor(2, TimeUnit.MINUTES);
        node.destroyForcibly();
        if (!ended || node.exitValue() != 0) {
            throw new AssertionError("node failed:\n" + Files.readString(log));
        }
        return new ObjectMapper().readTree(report.toFile());
    }
}
