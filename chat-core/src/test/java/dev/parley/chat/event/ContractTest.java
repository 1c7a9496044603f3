package dev.parley.chat.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** The records of the contract make the wire as it was recorded, byte for byte, and have no field that never stands there. */
@NullUnmarked
final class ContractTest {

    private static final Path GOLDEN = Path.of("src/test/resources/dev/parley/chat/wire.txt");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final WireRecords records = new WireRecords();
    private final Map<String, ArrayDeque<ClientCommand>> asked = new HashMap<>();
    private final Set<ClientCommand> commands = EnumSet.noneOf(ClientCommand.class);
    private final Set<ServerEvent> events = EnumSet.noneOf(ServerEvent.class);

    @Test
    void records_ofEveryCommandAnswerEventAndError_makeTheWireAsItWasRecorded() throws IOException {
        for (String line : Files.readAllLines(GOLDEN)) {
            String[] parts = line.split(" ", 3);
            switch (parts[1]) {
                case ">" -> command(parts[0], parts[2]);
                case "<" -> answer(parts[0], parts[2]);
                case "!" -> event(parts[2]);
                default -> refusal((ObjectNode) JSON.readTree(parts[2]).get("data"));
            }
        }

        assertThat(commands).isEqualTo(EnumSet.allOf(ClientCommand.class));
        assertThat(events).isEqualTo(EnumSet.allOf(ServerEvent.class));
        Set<String> never = new TreeSet<>(fields());
        never.removeAll(records.seen());
        assertThat(never).isEmpty();
    }

    /** Clients may send fields in any order, or a text in the place of the object. */
    private void command(String client, String line) throws IOException {
        int space = line.indexOf(' ');
        ClientCommand command = Arrays.stream(ClientCommand.values())
                .filter(known -> known.wireName().equals(line.substring(0, space)))
                .findFirst()
                .orElseThrow();
        commands.add(command);
        asked.computeIfAbsent(client, name -> new ArrayDeque<>()).add(command);
        JsonNode payload = JSON.readTree(line.substring(space + 1));
        if (payload.isObject() && !"many".equals(payload.path("limit").textValue())) {
            records.read(payload, command.payload());
        }
    }

    private void answer(String client, String line) throws IOException {
        ClientCommand command = asked.get(client).remove();
        ObjectNode answer = (ObjectNode) JSON.readTree(line);
        if (answer.remove("ok").booleanValue()) {
            check(answer, command.answers());
        } else {
            refusal(answer);
        }
    }

    private void refusal(ObjectNode refusal) throws IOException {
        check(refusal, List.of(WireObjects.Refusal.class));
    }

    private void event(String line) throws IOException {
        int space = line.indexOf(' ');
        ServerEvent event = Arrays.stream(ServerEvent.values())
                .filter(known -> known.wireName().equals(line.substring(0, space)))
                .findFirst()
                .orElseThrow();
        events.add(event);
        check(JSON.readTree(line.substring(space + 1)), List.of(event.payload()));
    }

    private void check(JsonNode json, List<Class<? extends WireValue>> types) throws IOException {
        IllegalArgumentException misfit = null;
        for (Class<? extends WireValue> type : types) {
            try {
                WireValue read = records.read(json, type);
                String binary = "{\"_placeholder\":true,\"num\":0}";
                assertThat(WireRecords.write(read))
                        .isEqualTo(JSON.writeValueAsString(json).replace(binary, "\"\""));
                return;
            } catch (IllegalArgumentException other) {
                misfit = other;
            }
        }
        throw new AssertionError(misfit.getMessage(), misfit);
    }

    private static Set<String> fields() {
        Set<String> fields = new TreeSet<>();
        for (Class<?> holder : List.of(WireObjects.class, Commands.class, Answers.class, Events.class)) {
            for (Class<?> type : holder.getDeclaredClasses()) {
                for (RecordComponent component : type.getRecordComponents()) {
                    boolean unwrapped = component
                            .getAccessor()
                            .isAnnotationPresent(com.fasterxml.jackson.annotation.JsonUnwrapped.class);
                    if (!unwrapped && type != WireObjects.Auth.class) {
                        fields.add(WireRecords.name(type) + "." + component.getName());
                    }
                }
            }
        }
        return fields;
    }
}
