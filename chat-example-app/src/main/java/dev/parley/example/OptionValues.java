package dev.parley.example;

import dev.parley.cluster.redis.RedisStreamsOptions;
import dev.parley.model.RoomName;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parsers of option values. */
final class OptionValues {

    private static final int MAX_ROOM = 64;

    private OptionValues() {}

    /** A duration: {@code 90s}, {@code 30m}, {@code 12h}, {@code 7d}, {@code 1h30m}, or ISO 8601. */
    static final class Time implements ITypeConverter<Duration> {

        private static final Pattern SHORT =
                Pattern.compile("(?:(\\d{1,6})d)?(?:(\\d{1,8})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?");

        @Override
        public Duration convert(String value) {
            Matcher parts = SHORT.matcher(value.strip().toLowerCase(Locale.ROOT));
            if (!value.isBlank() && parts.matches()) {
                return Duration.ofDays(number(parts.group(1)))
                        .plusHours(number(parts.group(2)))
                        .plusMinutes(number(parts.group(3)))
                        .plusSeconds(number(parts.group(4)));
            }
            try {
                return Duration.parse(value);
            } catch (DateTimeParseException e) {
                throw new TypeConversionException("'" + value + "' is no duration; write 90s, 30m, 12h, 7d or 1h30m");
            }
        }

        private static long number(String digits) {
            return digits == null ? 0 : Long.parseLong(digits);
        }
    }

    /** A positive number of bytes: {@code 8000000}, {@code 8MB}, {@code 8MiB}. */
    static final class Size implements ITypeConverter<Long> {

        private static final Pattern FORM = Pattern.compile("(\\d{1,15})\\s*([kmgt]i?b?|b)?");
        private static final Map<Character, Integer> POWERS = Map.of('k', 1, 'm', 2, 'g', 3, 't', 4);

        @Override
        public Long convert(String value) {
            Matcher form = FORM.matcher(value.strip().toLowerCase(Locale.ROOT));
            if (form.matches()) {
                try {
                    long size = Math.multiplyExact(Long.parseLong(form.group(1)), unit(form.group(2)));
                    if (size > 0) {
                        return size;
                    }
                } catch (ArithmeticException tooLarge) {
                    // Rejected below.
                }
            }
            throw new TypeConversionException(
                    "'" + value + "' is no size of at least a byte; write 8000000, 8MB or 8MiB");
        }

        private static long unit(String unit) {
            if (unit == null || unit.equals("b")) {
                return 1;
            }
            long base = unit.contains("i") ? 1024 : 1000;
            long factor = 1;
            for (int i = 0; i < POWERS.getOrDefault(unit.charAt(0), 0); i++) {
                factor *= base;
            }
            return factor;
        }
    }

    static void checkRoom(String room, Consumer<String> bad) {
        try {
            String name = RoomName.of(room).value();
            if (name.isEmpty() || name.codePointCount(0, name.length()) > MAX_ROOM) {
                bad.accept("--rooms has '" + room + "'; a name has 1 to " + MAX_ROOM + " characters");
            }
        } catch (IllegalArgumentException e) {
            bad.accept("--rooms has '" + room + "', which cannot be the name of a room: " + e.getMessage());
        }
    }

    /** An origin as browsers send it: scheme, host and optional port. */
    static void checkOrigin(String origin, Consumer<String> bad) {
        if (origin.equals("*")) {
            return;
        }
        try {
            URI uri = new URI(origin.strip());
            boolean origins = ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getRawPath().isEmpty()
                    && uri.getQuery() == null
                    && uri.getFragment() == null;
            if (origins) {
                return;
            }
        } catch (URISyntaxException e) {
            // Rejected below.
        }
        bad.accept("--cors has '" + origin + "'; an origin is written https://chat.example.org, without a path");
    }

    static void checkCluster(String url, Consumer<String> bad) {
        try {
            RedisStreamsOptions.builder().url(url);
        } catch (IllegalArgumentException e) {
            bad.accept("--cluster is " + e.getMessage());
        }
    }

    static void checkStore(String store, Consumer<String> bad) {
        boolean known = store.equals("sqlite")
                || store.equals("memory")
                || store.startsWith("mongodb://")
                || store.startsWith("mongodb+srv://")
                || store.startsWith("jdbc:postgresql:");
        if (!known) {
            bad.accept("--store must be sqlite, memory, mongodb://... or jdbc:postgresql://..., not "
                    + Stores.shown(store));
        }
    }
}
