package dev.parley.chat.event;

import static java.util.stream.Collectors.joining;

import dev.parley.chat.policy.ErrorCode;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;

/** The contract as TypeScript types. */
final class TypeScriptTypes {

    private static final String HEAD = """
            // Made from the records of dev.parley.chat.event, not by hand; what the fields mean says docs/events.md too.

            /** A binary value: an ArrayBuffer in browsers, a Buffer in Node. */
            export type Binary = ArrayBuffer | ArrayBufferView;

            /** A time: ISO-8601 in UTC, such as "2026-11-21T10:15:00.123Z". */
            export type Time = string;

            """;

    private static final String TAIL = """

            /** A refused command. */
            export type Refused = { ok: false } & Refusal;

            /** What the callback of a command gets. */
            export type Answer<T> = ({ ok: true } & T) | Refused;

            /** For `Socket<ServerToClientEvents, ClientToServerEvents>` of socket.io-client. */
            export type ServerToClientEvents = { [E in keyof ServerEvents]: (data: ServerEvents[E]) => void };

            export type ClientToServerEvents = {
              [C in keyof Commands]: (payload: Commands[C][0], answer?: (answer: Answer<Commands[C][1]>) => void) => void;
            };
            """;

    private TypeScriptTypes() {}

    static String write() {
        StringBuilder out = new StringBuilder(HEAD);
        out.append("export type ErrorCode =\n")
                .append(Arrays.stream(ErrorCode.values())
                        .map(code -> "  | \"" + code.name() + "\"")
                        .collect(joining("\n")))
                .append(";\n");
        ContractTypes.all().forEach(type -> type(out, type));
        out.append("\n/** The commands: what each takes, and what its answer carries beside `ok`. */\n");
        out.append("export interface Commands {\n");
        for (ClientCommand command : ClientCommand.values()) {
            out.append("  ").append(command.wireName()).append(": [");
            out.append(ContractTypes.name(command.payload())).append(", ");
            out.append(command.answers().stream().map(ContractTypes::name).collect(joining(" | ")));
            out.append("];\n");
        }
        out.append("}\n\n/** The events, each with its one argument. */\nexport interface ServerEvents {\n");
        for (ServerEvent event : ServerEvent.values()) {
            out.append("  ").append(event.wireName()).append(": ");
            out.append(ContractTypes.name(event.payload())).append(";\n");
        }
        return out.append("}\n").append(TAIL).toString();
    }

    private static void type(StringBuilder out, Class<?> type) {
        Class<?> base = ContractTypes.base(type);
        out.append('\n');
        comment(out, "", ContractTypes.doc(type));
        if (base == null && ContractTypes.fields(type).isEmpty()) {
            out.append("export type ").append(ContractTypes.name(type)).append(" = Record<string, never>;\n");
            return;
        }
        out.append("export interface ").append(ContractTypes.name(type));
        out.append(base == null ? "" : " extends " + ContractTypes.name(base)).append(" {\n");
        for (RecordComponent field : ContractTypes.fields(type)) {
            comment(out, "  ", ContractTypes.doc(field));
            out.append("  ").append(field.getName()).append(ContractTypes.isOptional(field) ? "?: " : ": ");
            out.append(type(field)).append(";\n");
        }
        out.append("}\n");
    }

    private static void comment(StringBuilder out, String indent, String text) {
        if (!text.isEmpty()) {
            out.append(indent).append("/** ").append(text).append(" */\n");
        }
    }

    /** The type of a field, as it stands in TypeScript and in the tables of the documentation. */
    static String type(RecordComponent field) {
        Collection<String> values = ContractTypes.oneOf(field);
        return values.isEmpty()
                ? type(field.getGenericType())
                : values.stream().map(value -> '"' + value + '"').collect(joining(" | "));
    }

    private static String type(Type type) {
        return switch (ContractTypes.kind(type)) {
            case TEXT -> "string";
            case TIME -> "Time";
            case NUMBER -> "number";
            case FLAG -> "boolean";
            case BINARY -> "Binary";
            case LIST -> type(ContractTypes.element(type)) + "[]";
            case TEXTS_BY_NAME -> "Record<string, string>";
            case ENUM -> "ErrorCode";
            case OBJECT -> ContractTypes.name((Class<?>) type);
            case ANYTHING -> "unknown";
        };
    }
}
