package dev.parley.example;

import java.util.Locale;

/**
 * Configures logging. {@code logback.xml} reads these properties when the first logger is created, so they are set
 * before any class with one is loaded; properties already set with {@code -D} take precedence.
 */
final class Logging {

    /** The minimum level to log. */
    enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    /** Lines for people, or one JSON object per line for programs. */
    enum Format {
        TEXT,
        JSON
    }

    private Logging() {}

    static void configure(Level level, Format format) {
        set("parley.log.level", level.name());
        set("parley.log.format", format.name().toLowerCase(Locale.ROOT));
    }

    private static void set(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
