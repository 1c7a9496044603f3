package dev.parley.export;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.model.Message;
import dev.parley.store.MessageScan;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes an indented JSON array of objects with {@code room}, {@code user}, {@code message} and {@code createdAt}, in
 * UTF-8. Deleted messages are omitted.
 */
public final class JsonExporter implements Exporter {

    /** Creates an exporter. Instances are stateless and interchangeable. */
    public JsonExporter() {}

    @Override
    public String format() {
        return "json";
    }

    @Override
    public String contentType() {
        return "application/json; charset=utf-8";
    }

    @Override
    public long write(ExportQuery query, MessageScan messages, OutputStream out) throws IOException {
        long count = 0;
        try (JsonGenerator json = JsonLines.generator(out)) {
            json.setPrettyPrinter(JsonLines.indented());
            json.writeStartArray();
            while (messages.hasNext()) {
                Message message = messages.next();
                if (!message.deleted()) {
                    json.writeStartObject();
                    json.writeStringField("room", JsonLines.room(message.room()));
                    json.writeStringField("user", message.sender().name());
                    json.writeStringField("message", message.text());
                    json.writeStringField("createdAt", ExportTimes.millis(message.createdAt(), query.zone()));
                    json.writeEndObject();
                    count++;
                }
            }
            json.writeEndArray();
            json.writeRaw('\n');
        }
        return count;
    }
}
