package dev.parley.chat.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.parley.chat.policy.ErrorCode;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The contract as an AsyncAPI 3 document, from the server's side: it receives commands and sends events. */
final class AsyncApi {

    private static final String CHANNEL = "#/channels/chat";

    private final Map<String, Object> messages = new LinkedHashMap<>();
    private final Map<String, Object> channelMessages = new LinkedHashMap<>();
    private final Map<String, Object> operations = new LinkedHashMap<>();

    private AsyncApi() {}

    static String write() throws JsonProcessingException {
        return new ObjectMapper()
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .writeValueAsString(new AsyncApi().document())
                + "\n";
    }

    Map<String, Object> document() {
        message("refusal", "refusal", refusal());
        for (ClientCommand command : ClientCommand.values()) {
            command(command);
        }
        for (ServerEvent event : ServerEvent.values()) {
            String name = event.wireName() + "Event";
            message(name, event.wireName(), ref(event.payload()));
            operations.put(
                    "send" + name.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + name.substring(1),
                    map("action", "send", "channel", link(CHANNEL), "messages", List.of(inChannel(name))));
        }
        Map<String, Object> schemas = new LinkedHashMap<>();
        ContractTypes.all().forEach(type -> schemas.put(ContractTypes.name(type), schema(type)));
        return map(
                "asyncapi",
                "3.0.0",
                "info",
                map(
                        "title",
                        "Parley chat",
                        "version",
                        "1.0.0",
                        "description",
                        "Commands and events of the chat over Socket.IO. A message is the one argument of the Socket.IO event of its"
                                + " name; a reply is what the callback of a command gets.",
                        "license",
                        map("name", "Apache-2.0")),
                "defaultContentType",
                "application/json",
                "channels",
                map("chat", map("address", "/socket.io/", "title", "The main namespace", "messages", channelMessages)),
                "operations",
                operations,
                "components",
                map("messages", messages, "schemas", schemas));
    }

    private void command(ClientCommand command) {
        String name = command.wireName();
        message(name + "Command", name, ref(command.payload()));
        List<Object> replies = new ArrayList<>();
        for (Class<? extends WireValue> answer : command.answers()) {
            String reply = name + "Reply" + (replies.isEmpty() ? "" : replies.size() + 1);
            message(reply, name, map("allOf", List.of(ok(true), ref(answer))));
            replies.add(inChannel(reply));
        }
        replies.add(inChannel("refusal"));
        operations.put(
                name,
                map(
                        "action",
                        "receive",
                        "channel",
                        link(CHANNEL),
                        "messages",
                        List.of(inChannel(name + "Command")),
                        "reply",
                        map("channel", link(CHANNEL), "messages", replies)));
    }

    private static Map<String, Object> refusal() {
        return map("allOf", List.of(ok(false), ref(WireObjects.Refusal.class)));
    }

    private static Map<String, Object> ok(boolean value) {
        return map("type", "object", "properties", map("ok", map("const", value)), "required", List.of("ok"));
    }

    private void message(String key, String name, Map<String, Object> payload) {
        messages.put(key, map("name", name, "payload", payload));
        channelMessages.put(key, link("#/components/messages/" + key));
    }

    private static Map<String, Object> inChannel(String key) {
        return link(CHANNEL + "/messages/" + key);
    }

    private static Map<String, Object> ref(Class<?> type) {
        return link("#/components/schemas/" + ContractTypes.name(type));
    }

    private static Map<String, Object> link(String target) {
        return map("$ref", target);
    }

    private static Map<String, Object> schema(Class<?> type) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (RecordComponent field : ContractTypes.fields(type)) {
            properties.put(field.getName(), schema(field));
            if (!ContractTypes.isOptional(field)) {
                required.add(field.getName());
            }
        }
        Map<String, Object> own = map("type", "object");
        if (!ContractTypes.doc(type).isEmpty()) {
            own.put("description", ContractTypes.doc(type));
        }
        own.put("properties", properties);
        if (!required.isEmpty()) {
            own.put("required", required);
        }
        Class<?> base = ContractTypes.base(type);
        return base == null ? own : map("allOf", List.of(ref(base), own));
    }

    private static Map<String, Object> schema(RecordComponent field) {
        Map<String, Object> schema = schema(field.getGenericType());
        if (!ContractTypes.oneOf(field).isEmpty()) {
            schema.put("enum", ContractTypes.oneOf(field));
        }
        // Of a reference nothing else is read.
        if (!ContractTypes.doc(field).isEmpty() && !schema.containsKey("$ref")) {
            schema.put("description", ContractTypes.doc(field));
        }
        return schema;
    }

    private static Map<String, Object> schema(Type type) {
        return switch (ContractTypes.kind(type)) {
            case TEXT -> map("type", "string");
            case TIME -> map("type", "string", "format", "date-time");
            case NUMBER -> map("type", "integer");
            case FLAG -> map("type", "boolean");
            case BINARY -> map("type", "string", "format", "binary");
            case LIST -> map("type", "array", "items", schema(ContractTypes.element(type)));
            case TEXTS_BY_NAME -> map("type", "object", "additionalProperties", map("type", "string"));
            case ENUM ->
                map(
                        "type",
                        "string",
                        "enum",
                        Arrays.stream(ErrorCode.values()).map(Enum::name).toList());
            case OBJECT -> ref((Class<?>) type);
            case ANYTHING -> map();
        };
    }

    private static Map<String, Object> map(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return map;
    }
}
