package dev.parley.example.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.example.TestServer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.parley.example.ServerGroup;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Pages of two servers with {@code --cluster} and one database. */
@ExtendWith(BrowserTests.class)
@Tag("any-jdk")
final class ClusterBrowserTest {

    @TempDir
    Path folder;

    @Test
    void pages_ofTwoServers_showOneChat(Visitors visitors) throws Exception {
        String room = fresh("both");
        try (ServerGroup servers = ServerGroup.start(2, folder)) {
            Visitor alice = visitors.guest("Alice", room, Look.DESKTOP_LIGHT, servers.page(0));
            Visitor bob = visitors.guest("Bob", room, Look.PHONE_LIGHT, servers.page(1));
            alice.seesNotice("Bob joined");
            assertThat(alice.page().locator("#userList .member")).hasCount(2);

            alice.say("Hello from the first server").hasSent();
            bob.sees("Hello from the first server").say("Hello from the second").hasSent();
            alice.sees("Hello from the second");
            assertThat(bob.texts()).isEqualTo(alice.texts());

            bob.openPeople();
            assertThat(bob.page().locator("#userList")).containsText("Alice");
            bob.page().click(".members [aria-label=Close]");
            alice.page().selectOption(".me select", "busy");
            bob.openPeople();
            assertThat(bob.page().locator("#userList")).containsText("Busy");
            bob.page().click(".members [aria-label=Close]");

            alice.openDirect("Bob").say("psst").hasSent();
            assertThat(bob.page().locator(".toast")).containsText("psst");
            view(alice, "cluster-desktop");
            view(bob, "cluster-phone");
            bob.page().locator(".toast .link").click();
            bob.sees("psst");
            assertThat(alice.page().locator(".seen")).containsText("Seen");

            bob.page().close();
            alice.openRoom(room);
            alice.seesNotice("Bob left");
            assertThat(alice.page().locator("#userList .member")).hasCount(1);
        }
    }

    /** A picture to look at. */
    private static void view(Visitor visitor, String name) {
        visitor.page().screenshot(new Page.ScreenshotOptions().setPath(Path.of("target/views/" + name + ".png")));
    }
}
