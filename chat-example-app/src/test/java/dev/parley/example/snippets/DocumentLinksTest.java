package dev.parley.example.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every relative link of the documents has its file, and every anchor its heading. */
@Tag("any-jdk")
final class DocumentLinksTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** Folders of which nothing is ours. */
    private static final Set<String> SKIPPED = Set.of("target", "node_modules", ".git");

    private static final Pattern FENCE = Pattern.compile("(?ms)^ *```.*?^ *```[^\n]*$");
    private static final Pattern CODE = Pattern.compile("`[^`\n]+`");
    private static final Pattern LINK =
            Pattern.compile("\\[[^]\\[]*(?:\\[[^]]*][^]\\[]*)*]\\(<?([^)\\s>]+)>?(?: \"[^\"]*\")?\\)");
    private static final Pattern REFERENCE = Pattern.compile("(?m)^ {0,3}\\[[^]]+]: *<?([^\\s>]+)");
    private static final Pattern HTML = Pattern.compile("(?:href|src)=\"([^\"]+)\"");
    private static final Pattern EXTERNAL = Pattern.compile("^(?:[a-z][a-z0-9+.-]*:|//).*");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *#*$");
    private static final Pattern NAMED = Pattern.compile("<a (?:id|name)=\"([^\"]+)\"");

    private final Map<Path, Set<String>> anchors = new HashMap<>();

    @Test
    void links_ofEveryDocument_leadSomewhere() throws IOException {
        List<Path> documents = documents();
        List<String> dead = new ArrayList<>();
        int links = 0;
        for (Path document : documents) {
            for (String link : links(Files.readString(document))) {
                links++;
                String problem = problem(document, link);
                if (!problem.isEmpty()) {
                    dead.add(ROOT.relativize(document) + ": " + link + " " + problem);
                }
            }
        }

        assertThat(dead).isEmpty();
        assertThat(documents).hasSizeGreaterThan(20);
        assertThat(links).isGreaterThan(100);
    }

    @Test
    void check_ofDeadLinks_findsThem() throws IOException {
        Path readme = ROOT.resolve("README.md");
        String text = """
                [a](docs/none.md) ![b](docs/images/none.png "title") [c](#none) [d](docs/chat.md#none) `[e](no)`
                [[f](docs/chat.md)
                ```
                [g](no)
                ```
                [h](https://example.org/x) [i][ref]

                [ref]: docs/none.md
                """;

        assertThat(links(text)).hasSize(7);
        List<String> found = new ArrayList<>();
        for (String link : links(text)) {
            if (!problem(readme, link).isEmpty()) {
                found.add(link);
            }
        }
        assertThat(found)
                .containsExactly("docs/none.md", "docs/images/none.png", "#none", "docs/chat.md#none", "docs/none.md");
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> all = Files.walk(ROOT)) {
            return all.filter(path -> path.toString().endsWith(".md"))
                    .filter(path -> !isSkipped(ROOT.relativize(path)))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isSkipped(Path path) {
        for (Path part : path) {
            if (SKIPPED.contains(part.toString())) {
                return true;
            }
        }
        return false;
    }

    private static List<String> links(String document) {
        String text = CODE.matcher(FENCE.matcher(document).replaceAll("")).replaceAll("code");
        return Stream.of(LINK, REFERENCE, HTML)
                .flatMap(pattern -> pattern.matcher(text).results())
                .map(result -> result.group(1))
                .toList();
    }

    /** Why a link leads nowhere, or nothing. */
    private String problem(Path document, String link) throws IOException {
        if (EXTERNAL.matcher(link).matches()) {
            return "";
        }
        int hash = link.indexOf('#');
        String file = URLDecoder.decode(hash < 0 ? link : link.substring(0, hash), StandardCharsets.UTF_8);
        Path target = file.isEmpty() ? document : document.resolveSibling(file).normalize();
        if (!target.startsWith(ROOT) || !Files.exists(target)) {
            return "(no such file)";
        }
        String anchor = hash < 0 ? "" : link.substring(hash + 1);
        if (anchor.isEmpty() || !target.toString().endsWith(".md")) {
            return "";
        }
        return anchors(target).contains(anchor) ? "" : "(no such heading)";
    }

    private Set<String> anchors(Path document) throws IOException {
        Set<String> known = anchors.get(document);
        if (known != null) {
            return known;
        }
        Set<String> found = new HashSet<>();
        String text = FENCE.matcher(Files.readString(document)).replaceAll("");
        NAMED.matcher(text).results().forEach(result -> found.add(result.group(1)));
        HEADING.matcher(text).results().forEach(result -> {
            String slug = slug(result.group(1));
            String unique = slug;
            for (int number = 1; !found.add(unique); number++) {
                unique = slug + "-" + number;
            }
        });
        anchors.put(document, found);
        return found;
    }

    /** The anchor that GitHub gives to a heading. */
    private static String slug(String heading) {
        return heading.replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}\\p{M}\\p{Pc} -]", "")
                .replace(' ', '-');
    }
}
