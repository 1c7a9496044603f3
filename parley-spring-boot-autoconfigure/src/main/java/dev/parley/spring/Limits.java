package dev.parley.spring;

import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.Limit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

/** Reads the limits in {@code parley.limits}. */
final class Limits {

    private Limits() {}

    /**
     * Reads limits by name.
     *
     * @throws IllegalArgumentException with a sentence for the operator, if a name is unknown or a value does not fit
     */
    static ChatLimits of(Map<String, String> values) {
        ChatLimits limits = ChatLimits.defaults();
        for (Map.Entry<String, String> entry : values.entrySet()) {
            Limit limit = byName(entry.getKey());
            try {
                limits = limits.with(limit, value(limit, entry.getValue().trim()));
            } catch (IllegalArgumentException misfit) {
                throw new IllegalArgumentException(
                        "parley.limits." + entry.getKey() + "=" + entry.getValue() + ": " + misfit.getMessage(),
                        misfit);
            }
        }
        return limits;
    }

    private static Limit byName(String name) {
        String wanted = plain(name);
        return Arrays.stream(Limit.values())
                .filter(limit -> plain(limit.wireName()).equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("parley.limits." + name + " is unknown; there are "
                        + Arrays.stream(Limit.values()).map(Limits::kebab).collect(Collectors.joining(", "))));
    }

    private static String plain(String name) {
        return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }

    private static String kebab(Limit limit) {
        return limit.wireName().replaceAll("(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    private static long value(Limit limit, String text) {
        if (text.chars().allMatch(Character::isDigit) && !text.isEmpty()) {
            return Long.parseLong(text);
        }
        return limit.isTime()
                ? DurationStyle.detectAndParse(text).toMillis()
                : DataSize.parse(text).toBytes();
    }
}
