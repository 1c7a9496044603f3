package dev.parley.example.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.example.ServerProcess;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(BrowserTests.class)
@Tag("any-jdk")
final class RestartBrowserTest {

    /** Keeps what the page says of its connection, which it does not say for long. */
    private static final String LISTEN = """
            () => {
              window.states = '';
              const bar = document.querySelector('.connection');
              new MutationObserver(() => states += bar.textContent + ';').observe(bar, {childList: true, subtree: true});
            }
            """;

    @TempDir
    Path data;

    @Test
    void server_killedAndStartedAgain_getsWhatWasWrittenMeanwhileOnceAndInOrder(Visitors visitors) {
        visitors.networkMayFail();
        Visitor alice;
        Visitor bob;
        ServerProcess first = ServerProcess.start(0, data);
        int port = first.port();
        try (first) {
            String url = "http://127.0.0.1:" + port + "/";
            alice = visitors.guest("Alice", "java", Look.DESKTOP_LIGHT, url);
            bob = visitors.guest("Bob", "java", Look.DESKTOP_LIGHT, url);
            alice.say("before");
            bob.sees("before");
            alice.page().evaluate(LISTEN);
            first.kill();
        }
        assertThat(alice.page().locator(".pill-warning")).containsText("Offline");
        alice.say("one").say("two").say("three");
        assertThat(alice.page().locator(".pill-warning")).containsText("3 messages wait");

        try (ServerProcess second = ServerProcess.start(port, data)) {
            assertThat(second.port()).isEqualTo(port);
            bob.sees("three");
            alice.sees("three");
            assertThat((String) alice.page().evaluate("states")).contains("Connected again");
            assertThat(alice.page().locator(".sending")).hasCount(0);
            alice.say("after");
            bob.sees("after");

            List<String> expected = List.of("before", "one", "two", "three", "after");
            assertThat(bob.texts()).isEqualTo(expected);
            assertThat(alice.texts()).isEqualTo(expected);
            bob.page().reload();
            bob.sees("after");
            assertThat(bob.texts()).isEqualTo(expected);
        }
    }
}
