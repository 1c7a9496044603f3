package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.event.TextRulesTest;
import dev.parley.chat.log.AppendLaneTest;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** The table of {@code docs/conformance/chat.md} names the tests that name the rows and defects, neither more nor less. */
@NullUnmarked
final class RowsTableTest {

    private static final Pattern LINE =
            Pattern.compile("^\\| (\\d{3}-\\d{2}|D\\d{2}) \\| ([^|]*) \\|", Pattern.MULTILINE);

    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    private static final List<Class<?>> TESTS = List.of(
            RoomsTest.class,
            HistoryTest.class,
            MessagesTest.class,
            PeopleTest.class,
            ModerationTest.class,
            AuthenticationTest.class,
            LegacyProfileTest.class,
            ListenersTest.class,
            StoreTroubleTest.class,
            AppendLaneTest.class,
            LimitsTest.class,
            TextRulesTest.class,
            ChatModelTest.class);

    /** How many rows each source has, and how many defects there are. */
    private static final Map<String, Integer> ROWS =
            Map.of("000-", 47, "001-", 13, "002-", 20, "003-", 18, "004-", 12, "D", 38);

    @Test
    void table_ofTheGuide_hasEveryRowAndDefect() throws IOException {
        Set<String> ids = new TreeSet<>();
        ROWS.forEach((prefix, count) -> IntStream.rangeClosed(1, count)
                .forEach(number -> ids.add(prefix + String.format(Locale.ROOT, "%02d", number))));
        Map<String, Set<String>> written = written();
        assertThat(written.keySet()).isEqualTo(ids);
        assertThat(written.values()).allSatisfy(tests -> assertThat(tests).isNotEmpty());
        assertThat(ids).containsAll(named().keySet());
    }

    @Test
    void table_ofTheGuide_namesTheTestsThatNameTheRows() throws IOException {
        Map<String, Set<String>> named = named();
        written()
                .forEach((id, tests) -> assertThat(tests.stream()
                                .filter(test -> TESTS.stream()
                                        .anyMatch(type -> test.equals(type.getSimpleName())
                                                || test.startsWith(type.getSimpleName() + "."))))
                        .as(id)
                        .containsExactlyElementsOf(named.getOrDefault(id, Set.of())));
    }

    /** Tests of other packages and modules are looked up in their sources. */
    @Test
    void table_ofTheGuide_namesOnlyTestsThatAreThere() throws IOException {
        Map<String, String> sources = sources();
        written()
                .forEach((id, tests) -> tests.forEach(test -> {
                    String[] parts = test.split("\\.");
                    assertThat(sources).as(id).containsKey(parts[0]);
                    if (parts.length > 1) {
                        assertThat(sources.get(parts[0])).as(id).contains(" " + parts[1] + "(");
                    }
                }));
    }

    private static Map<String, Set<String>> written() throws IOException {
        Map<String, Set<String>> written = new TreeMap<>();
        Matcher lines = LINE.matcher(Files.readString(docs().resolve("conformance/chat.md")));
        while (lines.find()) {
            Set<String> tests = new TreeSet<>();
            Matcher names = NAME.matcher(lines.group(2));
            while (names.find()) {
                tests.add(names.group(1));
            }
            written.put(lines.group(1), tests);
        }
        return written;
    }

    private static Map<String, String> sources() throws IOException {
        Path root = docs().toAbsolutePath().normalize().getParent();
        List<Path> folders = new ArrayList<>(List.of(root.resolve("build/core-tests")));
        try (DirectoryStream<Path> modules = Files.newDirectoryStream(root, "chat-*")) {
            for (Path module : modules) {
                if (Files.exists(module.resolve("src"))) {
                    folders.add(module);
                }
            }
        }
        Map<String, String> sources = new HashMap<>();
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder.resolve("src"))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    String name = file.getFileName().toString();
                    sources.put(name.substring(0, name.length() - ".java".length()), Files.readString(file));
                }
            }
        }
        return sources;
    }

    @Test
    void catalogue_ofEvents_namesEveryCodeLimitAndCommand() throws IOException {
        String events = Files.readString(docs().resolve("events.md"));
        for (ErrorCode code : ErrorCode.values()) {
            assertThat(events).contains("`" + code.name() + "`");
        }
        for (String command : CommandNames.ALL) {
            assertThat(events).contains("`" + command + "`");
        }
        String guide = Files.readString(docs().resolve("chat.md"));
        for (Limit limit : Limit.values()) {
            assertThat(guide).contains("| `" + limit.wireName() + "` |");
        }
    }

    /** What clients may send. */
    private static final class CommandNames {
        private static final String[] ALL = {
            "joinRoom",
            "leaveRoom",
            "getRoomUsers",
            "listRooms",
            "chatMessage",
            "editMessage",
            "deleteMessage",
            "reactMessage",
            "getHistory",
            "syncRoom",
            "markRead",
            "privateMessage",
            "getConversations",
            "getNotifications",
            "ackNotification",
            "setStatus",
            "getPresence",
            "moderate",
            "renewToken"
        };
    }

    private static Map<String, Set<String>> named() {
        Map<String, Set<String>> named = new TreeMap<>();
        for (Class<?> type : TESTS) {
            add(named, type, type.getSimpleName());
            for (Method method : type.getDeclaredMethods()) {
                add(named, method, type.getSimpleName() + "." + method.getName());
            }
        }
        return named;
    }

    private static void add(Map<String, Set<String>> named, AnnotatedElement element, String test) {
        Row rows = element.getAnnotation(Row.class);
        Defect defects = element.getAnnotation(Defect.class);
        Stream.concat(
                        rows == null ? Stream.empty() : Stream.of(rows.value()),
                        defects == null ? Stream.empty() : Stream.of(defects.value()))
                .forEach(id -> named.computeIfAbsent(id, key -> new TreeSet<>()).add(test));
    }

    /** The repository's documents, from the module or from the root. */
    static Path docs() {
        Path here = Path.of("docs");
        return Files.exists(here.resolve("events.md")) ? here : Path.of("..", "..", "docs");
    }
}
