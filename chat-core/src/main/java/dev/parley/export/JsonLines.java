package dev.parley.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import dev.parley.model.RoomName;
import java.io.IOException;
import java.io.OutputStream;

/** JSON to a stream that stays open. */
final class JsonLines {

    private static final JsonFactory FACTORY = new JsonFactory();

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
}
