package dev.parley.benchmark;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Command-line options of the form {@code --name value}. */
public final class Arguments {
    /** System property with additional flags for the JVM servers, separated by spaces. */
    private static final String JVM_FLAGS = "parley.benchmark.jvmFlags";

    private final Map<String, String> values = new HashMap<>();

    public Arguments(String[] args, Set<String> known) {
        for (int i = 0; i < args.length; i += 2) {
            if (!args[i].startsWith("--") || !known.contains(args[i].substring(2)) || i + 1 == args.length) {
                throw new IllegalArgumentException("options are " + known + ", each with a value; not " + args[i]);
            }
            values.put(args[i].substring(2), args[i + 1]);
        }
    }

    public String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    public int number(String name, int otherwise) {
        String value = values.get(name);
        return value == null ? otherwise : Integer.parseInt(value);
    }

    List<String> list(String name, String otherwise) {
        return List.of(text(name, otherwise).split(",", -1));
    }

    /** Adds a flag for the JVM servers that this process starts. */
    static void addJvmFlag(String flag) {
        System.setProperty(JVM_FLAGS, (System.getProperty(JVM_FLAGS, "") + " " + flag).strip());
    }

    static List<String> extraJvmFlags() {
        return Arrays.stream(System.getProperty(JVM_FLAGS, "").split(" ", -1))
                .filter(flag -> !flag.isBlank())
                .toList();
    }
}
