package dev.parley.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documents for readers of the code say of classes: each one named is there, and has the member that is named. */
final class DocumentedNamesTest {

    private static final Pattern NAME = Pattern.compile("`([A-Z]\\w*[a-z]\\w*)(?:\\.(\\w+))?[^`\\n]*`");

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        while (here != null && !Files.exists(here.resolve("docs/architecture.md"))) {
            here = here.getParent();
        }
        return Objects.requireNonNull(here, "docs/architecture.md is above the module");
    }

    /** The source of each type with a file of its own, of whatever module. */
    private static Map<String, String> sources(Path root) throws IOException {
        Map<String, String> sources = new HashMap<>();
        for (Path module : modules(root)) {
            try (Stream<Path> files = Files.walk(module.resolve("src"))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    String name = String.valueOf(file.getFileName()).replace(".java", "");
                    sources.merge(name, Files.readString(file), String::concat);
                }
            }
        }
        return sources;
    }

    private static List<Path> modules(Path root) throws IOException {
        try (Stream<Path> above = Files.list(root);
                Stream<Path> within = Files.list(root.resolve("build"))) {
            return Stream.concat(above, within)
                    .filter(folder ->
                            Files.exists(folder.resolve("pom.xml")) && Files.isDirectory(folder.resolve("src")))
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"architecture.md", "concurrency.md"})
    void classesAndMembers_thatAreNamed_exist(String document) throws IOException {
        Path root = root();
        Map<String, String> sources = sources(root);
        String text = Files.readString(root.resolve("docs").resolve(document));

        List<MatchResult> names = NAME.matcher(text).results().toList();

        assertThat(names).hasSizeGreaterThan(20);
        for (MatchResult name : names) {
            assertThat(exists(sources, name.group(1)))
                    .as(document + " names " + name.group())
                    .isTrue();
            if (name.group(2) != null) {
                assertThat(hasMember(sources, name.group(1), name.group(2)))
                        .as(document + " names " + name.group())
                        .isTrue();
            }
        }
    }

    private static boolean exists(Map<String, String> sources, String type) {
        Pattern nested = Pattern.compile("\\b(?:class|record|enum|interface) " + type + "\\b");
        return sources.containsKey(type)
                || sources.values().stream()
                        .anyMatch(source -> nested.matcher(source).find());
    }

    /** Whether the type has the member, or one that it extends. */
    private static boolean hasMember(Map<String, String> sources, String type, String member) {
        String source = sources.getOrDefault(type, "");
        if (Pattern.compile("\\b" + member + "\\b").matcher(source).find()) {
            return true;
        }
        return Pattern.compile("\\bextends ([\\w, ]+)")
                .matcher(source)
                .results()
                .flatMap(parents -> Stream.of(parents.group(1).split(", ", -1)))
                .map(String::strip)
                .anyMatch(parent -> !parent.equals(type) && hasMember(sources, parent, member));
    }
}
