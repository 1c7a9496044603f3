package dev.parley.store.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What Redis does at once, in Lua. */
enum Script {
    APPEND,
    TAIL,
    SEED,
    COMPARE,
    TRIM,
    PURGE,
    RESET,
    RENEW,
    RULES,
    RESTORE,
    LEASE;

    private final String body;

    Script() {
        body = read("common") + read("verified") + read(name().toLowerCase(Locale.ROOT));
    }

    byte[] body() {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    private static String read(String name) {
        try (InputStream file = Script.class.getResourceAsStream(name + ".lua")) {
            if (file == null) {
                throw new IllegalStateException("the script " + name + " is missing");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
