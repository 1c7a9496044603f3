package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** The table of {@code docs/chat.md} names the tests that name the rows and defects, neither more nor less. */
@NullUnmarked
final class RowsTableTest {

    private static final Pattern LINE =
            Pattern.compile("^\\| (\\d{3}-\\d{2}|D\\d{2}) \\| ([^|]*) \\|", Pattern.MULTILINE);

    @Test
    void table_ofTheGuide_namesEveryTest() throws IOException {
        Map<String, Set<String>> named = named();
        Map<String, String> expected = new TreeMap<>();
        named.forEach((id, tests) -> expected.put(id, String.join(", ", tests)));
        Map<String, String> written = new TreeMap<>();
        Matcher lines = LINE.matcher(Files.readString(docs().resolve("chat.md")));
        while (lines.find()) {
            if (!lines.group(2).startsWith("elsewhere")) {
                written.put(lines.group(1), lines.group(2).replace("`", ""));
            }
        }
        assertThat(written).as(table(expected)).isEqualTo(expected);
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

    private static String table(Map<String, String> expected) {
        return expected.entrySet().stream()
                .map(entry -> "| " + entry.getKey() + " | `" + entry.getValue().replace(", ", "`, `") + "` |")
                .collect(Collectors.joining("\n", "\n", "\n"));
    }

    private static Map<String, Set<String>> named() {
        Map<String, Set<String>> named = new TreeMap<>();
        for (Class<?> type : new Class<?>[] {
            RoomsTest.class,
            HistoryTest.class,
            MessagesTest.class,
            PeopleTest.class,
            ModerationTest.class,
            AuthenticationTest.class,
            LegacyProfileTest.class,
            ListenersTest.class,
            StoreTroubleTest.class,
            LimitsTest.class,
            TextRulesTest.class,
            ChatModelTest.class
        }) {
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
    private static Path docs() {
        Path here = Path.of("docs");
        return Files.exists(here.resolve("events.md")) ? here : Path.of("..", "docs");
    }
}
