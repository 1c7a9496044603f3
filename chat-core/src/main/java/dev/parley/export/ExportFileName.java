package dev.parley.export;

import dev.parley.model.RoomName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;

/**
 * The file name of an export: {@code chatlog-<room>-<time>.<extension>}, safe in every file system and in a header.
 *
 * @param value the name: no path, no control or format character, none of {@code \ / : * ? " < > | ; ' % , $} and no
 *     backquote, at most {@value #MAX_BYTES} bytes in UTF-8
 */
public record ExportFileName(String value) {

    /** Maximum length of a name, in bytes of UTF-8. */
    public static final int MAX_BYTES = 200;

    private static final String FORBIDDEN = "\\/:*?\"<>|;'%,`$";
    private static final int MAX_LABEL_BYTES = 120;

    /**
     * Validates the name.
     *
     * @param value the name
     * @throws IllegalArgumentException if the name is empty, too long, or contains a forbidden character
     */
    public ExportFileName {
        if (value.isEmpty() || utf8(value).length > MAX_BYTES || value.startsWith(".")) {
            throw new IllegalArgumentException("not a file name of an export, length " + value.length());
        }
        value.codePoints().forEach(c -> {
            if (!isAllowed(c)) {
                throw new IllegalArgumentException("not allowed in a file name: U+" + Integer.toHexString(c));
            }
        });
    }

    /**
     * Returns the name for an export of a room.
     *
     * @param room the room; forbidden characters in its name become {@code _}, a long name is truncated
     * @param at when the export is made
     * @param exporter the exporter, whose format is the extension
     * @return the name
     */
    public static ExportFileName of(RoomName room, Instant at, Exporter exporter) {
        return of(JsonLines.room(room), at, exporter.format());
    }

    /**
     * Returns the name for an export.
     *
     * @param label any text; forbidden characters become {@code _}, a long text is truncated
     * @param at when the export is made
     * @param extension 1 to 16 lower-case letters and digits
     * @return the name
     * @throws IllegalArgumentException if the extension is anything else
     */
    public static ExportFileName of(String label, Instant at, String extension) {
        String time = ExportTimes.millis(at).replace(':', '-').replace('.', '-');
        return of(label, time, extension, MAX_LABEL_BYTES);
    }

    static ExportFileName of(String label, String time, String extension, int maxLabelBytes) {
        if (!extension.matches("[a-z0-9]{1,16}")) {
            throw new IllegalArgumentException("not an extension, length " + extension.length());
        }
        return new ExportFileName("chatlog-" + safe(label, maxLabelBytes) + "-" + time + "." + extension);
    }

    /**
     * Returns a {@code Content-Disposition} header value that makes a browser save the file under this name (RFC 6266):
     * an ASCII form for old clients, and the exact name encoded per RFC 8187.
     *
     * @return the value, ASCII without line breaks
     */
    public String contentDisposition() {
        return "attachment; filename=\"" + ascii() + "\"; filename*=UTF-8''" + percentEncoded();
    }

    /** Returns the name. */
    @Override
    public String toString() {
        return value;
    }

    private String ascii() {
        StringBuilder ascii = new StringBuilder();
        value.codePoints().forEach(c -> ascii.append(c < 0x7f ? (char) c : '_'));
        return ascii.toString();
    }

    private String percentEncoded() {
        StringBuilder encoded = new StringBuilder();
        for (byte b : utf8(value)) {
            char c = (char) (b & 0xff);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (plain || "!#&+-.^_~".indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append(String.format(Locale.ROOT, "%%%02X", (int) c));
            }
        }
        return encoded.toString();
    }

    private static String safe(String label, int maxBytes) {
        StringBuilder safe = new StringBuilder();
        int bytes = 0;
        for (int i = 0; i < label.length(); ) {
            int c = label.codePointAt(i);
            i += Character.charCount(c);
            String text = isAllowed(c) && c != ' ' ? Character.toString(c) : "_";
            bytes += utf8(text).length;
            if (bytes > maxBytes) {
                break;
            }
            safe.append(text);
        }
        return safe.isEmpty() ? "_" : safe.toString();
    }

    private static boolean isAllowed(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> FORBIDDEN.indexOf(c) < 0;
        };
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
