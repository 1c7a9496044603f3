package dev.parley.chat.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What is made from the records of the contract is not older than they. */
final class ContractFilesTest {

    private static final Path TYPES = Path.of("src/main/npm/index.d.ts");
    private static final Path ASYNC_API = Path.of("../docs/asyncapi.json");
    private static final Path EVENTS = Path.of("../docs/events.md");

    private static final String STALE = "%s is older than the records of dev.parley.chat.event; make it anew with"
            + " mvn -pl chat-core test -Dtest=ContractFilesTest -Dparley.contract.write=true";

    @Test
    void files_madeFromTheRecords_areNotStale() throws IOException {
        Map<Path, String> made = new LinkedHashMap<>();
        made.put(TYPES, TypeScriptTypes.write());
        made.put(ASYNC_API, AsyncApi.write());
        made.put(EVENTS, EventTables.write(Files.readString(EVENTS)));
        if (Boolean.getBoolean("parley.contract.write")) {
            for (Map.Entry<Path, String> file : made.entrySet()) {
                Files.writeString(file.getKey(), file.getValue());
            }
        }

        for (Map.Entry<Path, String> file : made.entrySet()) {
            assertThat(Files.readString(file.getKey()))
                    .as(STALE, file.getKey().getFileName())
                    .isEqualTo(file.getValue());
        }
    }

    @Test
    void tables_ofTheCatalogue_coverEveryCommandAndEvent() throws IOException {
        Set<String> written = new TreeSet<>(EventTables.names(Files.readString(EVENTS)));
        Set<String> expected = new TreeSet<>();
        Arrays.stream(ClientCommand.values()).forEach(command -> {
            expected.add(ContractTypes.name(command.payload()));
            command.answers().forEach(answer -> expected.add(ContractTypes.name(answer)));
        });
        Arrays.stream(ServerEvent.values()).forEach(event -> expected.add(ContractTypes.name(event.payload())));
        expected.removeIf(name -> name.equals("NothingCommand") || name.equals("DoneAnswer"));

        assertThat(written).containsAll(expected);
    }

    @Test
    void asyncApi_everyReference_leadsSomewhere() throws IOException {
        JsonNode document = new ObjectMapper().readTree(AsyncApi.write());

        assertThat(document.get("asyncapi").textValue()).startsWith("3.");
        assertThat(document.findValuesAsText("$ref"))
                .isNotEmpty()
                .allMatch(reference -> !document.at(reference.substring(1)).isMissingNode());
        document.get("operations").forEach(operation -> {
            assertThat(operation.get("action").textValue()).isIn("send", "receive");
            assertThat(operation.get("messages")).isNotEmpty();
        });
    }
}
