package dev.parley.example.file;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Detects images that are safe to display by their first bytes. SVG is not among them: it can contain scripts. */
final class PictureTypes {

    /** The number of bytes to examine. */
    static final int PREFIX = 16;

    private PictureTypes() {}

    static Optional<String> of(byte[] start) {
        String text = new String(start, StandardCharsets.ISO_8859_1);
        if (text.startsWith("\u0089PNG\r\n\u001a\n")) {
            return Optional.of("image/png");
        }
        if (text.startsWith("\u00ff\u00d8\u00ff")) {
            return Optional.of("image/jpeg");
        }
        if (text.startsWith("GIF87a") || text.startsWith("GIF89a")) {
            return Optional.of("image/gif");
        }
        if (text.startsWith("RIFF") && text.startsWith("WEBP", 8)) {
            return Optional.of("image/webp");
        }
        if (text.startsWith("ftypavif", 4)) {
            return Optional.of("image/avif");
        }
        return Optional.empty();
    }
}
