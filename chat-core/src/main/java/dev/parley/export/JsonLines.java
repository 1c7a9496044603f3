package dev.parley.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import dev.parley.model.RoomName;
import java.io.IOException;
import java.io.OutputStream;

/** JSON to a stream that stays open. */
final class JsonLines {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();

    private JsonLines() {}

    /** A generator that flushes the stream when it is closed, but does not close it. */
    static JsonGenerator generator(OutputStream out) throws IOException {
        return FACTORY.createGenerator(out)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .setPrettyPrinter(new MinimalPrettyPrinter(""));
    }

    /** How a room is called in an export: by its free name, other kinds by their key. */
    static String room(RoomName room) {
        return room.kind() == RoomName.Kind.NAMED ? room.value() : room.key();
    }

    /** As JavaScript indents by two; never with the line break of the machine. */
    static DefaultPrettyPrinter indented() {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        Separators separators = Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator("");
        return new DefaultPrettyPrinter()
                .withSeparators(separators)
                .withArrayIndenter(indenter)
                .withObjectIndenter(indenter);
    }
}
