package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/**
 * How many types of Parley a frame, a broadcast and a {@code chatMessage} pass, as docs/architecture.md says: those on the call
 * stacks when they are handed over. A change that makes a path longer changes the table there.
 */
@NullUnmarked
final class PathTypesTest {

    private static final Pattern ROW = Pattern.compile("\\| (one `?[a-zA-Z]+)[^|]* \\| (\\d+) \\|");

    /** The number in each row of the table. */
    private static Map<String, Integer> documented() throws IOException {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve("docs/architecture.md"))) {
            here = Objects.requireNonNull(here.getParent(), "docs/architecture.md is above the module");
        }
        Map<String, Integer> rows = new LinkedHashMap<>();
        Matcher row = ROW.matcher(Files.readString(here.resolve("docs/architecture.md")));
        while (row.find()) {
            rows.put(row.group(1).replace("`", ""), Integer.valueOf(row.group(2)));
        }
        return rows;
    }

    private static boolean counts(String type) {
        return type.startsWith("dev.parley.")
                && !type.startsWith("dev.parley.testkit.")
                && !outer(type).equals(MessagePath.class.getName())
                && !outer(type).equals(PathTypesTest.class.getName());
    }

    private static String outer(String type) {
        int nested = type.indexOf('$');
        return nested < 0 ? type : type.substring(0, nested);
    }

    @Test
    void paths_callStacksOfTheirHandOvers_areOfAsManyTypesAsDocumented() throws IOException {
        Map<String, SortedSet<String>> passed = new LinkedHashMap<>();
        String[] path = {""};
        MessagePath paths = new MessagePath(begun -> path[0] = begun, () -> {
            if (!path[0].isEmpty()) {
                SortedSet<String> types = passed.computeIfAbsent(path[0], name -> new TreeSet<>());
                StackWalker.getInstance().forEach(frame -> {
                    if (counts(frame.getClassName())) {
                        types.add(outer(frame.getClassName()));
                    }
                });
            }
        });

        paths.run();

        Map<String, Integer> documented = documented();
        assertThat(passed).hasSize(3).containsOnlyKeys(documented.keySet());
        passed.forEach((name, types) -> assertThat(types).as(name).hasSize(documented.get(name)));
    }
}
