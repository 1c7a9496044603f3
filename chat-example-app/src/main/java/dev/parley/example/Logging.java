package dev.parley.example;

import java.util.Locale;

/**
 * How the log is written. {@code logback.xml} reads these properties when the first logger is made, so they are set before any class
 * with one is loaded; what is set already, by {@code -D}, stays.
 */
final class Logging {

    /** What is logged, from this level on. */
    enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    /** Lines for people, or a JSON object a line for programs. */
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
