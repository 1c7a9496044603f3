package dev.parley.chat;

import static dev.parley.chat.ChatFixture.fields;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.policy.ModerationAction;
import dev.parley.model.Notification;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Every time on the wire has milliseconds, however fine the clock is. */
@NullUnmarked
final class WireTimesTest {

    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z");

    @Test
    void events_underAFineClock_haveMilliseconds() {
        try (ChatFixture chat = ChatFixture.multi()) {
            chat.advance(Duration.ofNanos(123_456_789));
            TestClient alice = chat.connect("alice");
            TestClient bob = chat.connect("bob");
            alice.ok("getPresence", fields("users", List.of("bob"), "watch", true));
            alice.join("java");
            bob.join("java");
            Object id = bob.say("java", "hello").get("id");
            bob.ok("editMessage", fields("id", id, "text", "Hello"));
            bob.ok("reactMessage", fields("id", id, "emoji", "👍"));
            bob.ok("markRead", fields("room", "java", "seq", 1));
            bob.ok("deleteMessage", fields("id", id));
            bob.ok("privateMessage", fields("to", "alice", "text", "Lunch?"));
            chat.engine().user("alice").notify(Notification.of("news", "News"));
            chat.engine().user("alice").announce("Soon");
            chat.engine().everyone().announce("Now");
            chat.engine().room("java").moderate(ModerationAction.FREEZE, null, null, "");
            bob.ok("leaveRoom", "java");
            bob.leave();
            Object seen =
                    alice.ok("getPresence", fields("users", List.of("bob"))).get("users");
            chat.engine().close();

            List<String> times = alice.all().stream()
                    .flatMap(event -> TIME.matcher(event.toString()).results())
                    .map(found -> found.group())
                    .collect(Collectors.toList());
            times.addAll(TIME.matcher(String.valueOf(seen))
                    .results()
                    .map(found -> found.group())
                    .toList());

            assertThat(times).hasSizeGreaterThan(15).containsOnly("2026-01-01T00:00:00.123Z");
        }
    }
}
