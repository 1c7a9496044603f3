package dev.parley.export;

import dev.parley.model.Message;
import dev.parley.store.MessageScan;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * Writes plain text: {@code [2025-06-12T04:40:00Z] Alice: Hello team!}, one line per message, in UTF-8. A message with
 * line breaks continues on lines starting with {@code "  | "}, so that no message can pass for two. Control characters
 * are shown as U+FFFD. Deleted messages are omitted.
 */
public final class TextExporter implements Exporter {

    /** Prefix of the continuation lines of a message. */
    public static final String CONTINUATION = "  | ";

    /** Creates an exporter. Instances are stateless and interchangeable. */
    public TextExporter() {}

    @Override
    public String format() {
        return "txt";
    }

    @Override
    public String contentType() {
        return "text/plain; charset=utf-8";
    }

    @Override
    public long write(ExportQuery query, MessageScan messages, OutputStream out) throws IOException {
        Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        long count = 0;
        while (messages.hasNext()) {
            Message message = messages.next();
            if (!message.deleted()) {
                writer.write('[');
                writer.write(ExportTimes.seconds(message.createdAt(), query.zone()));
                writer.write("] ");
                writeText(writer, message.sender().name(), " ");
                writer.write(": ");
                writeText(writer, message.text(), "\n" + CONTINUATION);
                writer.write('\n');
                count++;
            }
        }
        writer.flush();
        return count;
    }

    private static void writeText(Writer writer, String text, String lineBreak) throws IOException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isLineBreak(c)) {
                writer.write(lineBreak);
                if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
                    i++;
                }
            } else {
                writer.write(Character.isISOControl(c) && c != '\t' ? '\ufffd' : c);
            }
        }
    }

    private static boolean isLineBreak(char c) {
        return switch (c) {
            case '\n', '\r', '\u000b', '\f', '\u0085', '\u2028', '\u2029' -> true;
            default -> false;
        };
    }
}
