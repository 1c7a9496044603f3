package dev.parley.sample.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The official client, in a process of Node. */
final class NodeClient {

    private NodeClient() {}

    /** People sign in, chat over each transport and are notified; who does not sign in is refused. */
    static void useTheApplication(String url, Path folder) throws Exception {
        JsonNode report = report("chat.mjs", url, folder);
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

    /** Two guests chat over each transport. */
    static void chatAsGuests(String url, Path folder) throws Exception {
        JsonNode report = report("guests.mjs", url, folder);
        for (String transport : new String[] {"polling", "websocket", "upgrade"}) {
            assertThat(report.path(transport).asText()).isEqualTo("Ann: hello over " + transport);
        }
    }

    private static JsonNode report(String script, String url, Path folder) throws Exception {
        Path report = folder.resolve("report.json");
        Path log = folder.resolve("node.log");
        Process node = new ProcessBuilder("node", "src/test/node/" + script, report.toString(), url)
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
