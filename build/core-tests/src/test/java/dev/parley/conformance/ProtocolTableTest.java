package dev.parley.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds {@code docs/protocol.md} and the tests together: every line of the list is claimed by a test with {@link Line}, every test
 * that the table names exists, and every suite runs over both transports. With {@code -Dparley.protocol.write=true} the
 * column of tests is written anew.
 */
final class ProtocolTableTest {

    private static final int LINES = 158;
    private static final int NAMED = 3;
    private static final Pattern CLAIM = Pattern.compile(
            "@Line\\(\\{?([0-9, ]+)}?\\)(?:(?!@Line|@Test\\b).)*?(?:void|List<DynamicTest>) (\\w+)\\(", Pattern.DOTALL);
    private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\| (.*) \\| (.*) \\| (.*) \\|");

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        while (here != null && !Files.exists(here.resolve("docs/protocol.md"))) {
            here = here.getParent();
        }
        return java.util.Objects.requireNonNull(here, "docs/protocol.md is above the module");
    }

    /** The tests that claim each line. */
    private static SortedMap<Integer, SortedSet<String>> claims(Path root) throws IOException {
        SortedMap<Integer, SortedSet<String>> claims = new TreeMap<>();
        for (String module : List.of("chat-core", "build/core-tests", "chat-transport-jetty", "chat-example-app")) {
            Path sources = root.resolve(module).resolve("src");
            if (Files.isDirectory(sources)) {
                try (Stream<Path> files = Files.walk(sources)) {
                    for (Path file : files.filter(path -> path.toString().endsWith(".java"))
                            .toList()) {
                        collect(file, claims);
                    }
                }
            }
        }
        return claims;
    }

    private static void collect(Path file, Map<Integer, SortedSet<String>> claims) throws IOException {
        String type = String.valueOf(file.getFileName()).replace(".java", "");
        Matcher claim = CLAIM.matcher(Files.readString(file));
        while (claim.find()) {
            for (String number : claim.group(1).split(",", -1)) {
                claims.computeIfAbsent(Integer.parseInt(number.strip()), key -> new TreeSet<>())
                        .add(type + "." + claim.group(2));
            }
        }
    }

    @Test
    void table_everyLine_isShownByATest() throws IOException {
        Path root = root();
        Path table = root.resolve("docs/protocol.md");
        SortedMap<Integer, SortedSet<String>> claims = claims(root);
        if (Boolean.getBoolean("parley.protocol.write")) {
            write(table, claims);
        }
        List<Integer> seen = new ArrayList<>();
        for (String text : Files.readAllLines(table)) {
            Matcher row = ROW.matcher(text);
            if (row.matches()) {
                int line = Integer.parseInt(row.group(1));
                seen.add(line);
                check(line, row.group(3).strip(), row.group(4).strip(), claims.getOrDefault(line, new TreeSet<>()));
            }
        }
        assertThat(seen).hasSize(LINES).doesNotHaveDuplicates().isSorted();
        assertThat(claims.lastKey()).isLessThanOrEqualTo(LINES);
    }

    @Test
    void suites_all_runInMemoryAndOverJetty() throws IOException {
        Path core = root().resolve("build/core-tests");
        List<String> suites = new ArrayList<>();
        for (String suite : sources(core.resolve("src/main/java"))) {
            if (suite.endsWith("Conformance.java")) {
                suites.add(suite.replace("Conformance.java", "Test.java"));
            }
        }
        assertThat(suites).isNotEmpty();
        assertThat(sources(core.resolve("src/test/java")))
                .containsAll(suites.stream().map("Local"::concat).toList());
        assertThat(sources(root().resolve("chat-transport-jetty/src/test/java")))
                .containsAll(suites.stream().map("Jetty"::concat).toList());
    }

    private static List<String> sources(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("dev/parley/conformance"))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".java"))
                    .toList();
        }
    }

    private static void check(int line, String tests, String difference, SortedSet<String> claimed) {
        assertThat(tests).as("tests that show line " + line).isNotEmpty();
        assertThat(difference).as("how line " + line + " differs").doesNotContainIgnoringCase("no test");
        for (String test : tests.split(",", -1)) {
            String name = test.replace("`", "").strip();
            if (!name.isEmpty() && !name.startsWith("and ")) {
                assertThat(claimed).as("tests that claim line " + line).contains(name);
            }
        }
    }

    private static void write(Path table, Map<Integer, SortedSet<String>> claims) throws IOException {
        List<String> rewritten = new ArrayList<>();
        for (String text : Files.readAllLines(table)) {
            Matcher row = ROW.matcher(text);
            if (row.matches()) {
                SortedSet<String> tests = claims.getOrDefault(Integer.parseInt(row.group(1)), new TreeSet<>());
                rewritten.add("| " + row.group(1) + " | " + row.group(2) + " | " + named(tests) + " | "
                        + row.group(4).strip() + " |");
            } else {
                rewritten.add(text);
            }
        }
        Files.write(table, rewritten);
    }

    private static String named(SortedSet<String> tests) {
        List<String> names = new ArrayList<>();
        tests.stream().limit(NAMED).forEach(test -> names.add("`" + test + "`"));
        if (tests.size() > NAMED) {
            names.add("and " + (tests.size() - NAMED) + " more");
        }
        return String.join(", ", names);
    }
}
