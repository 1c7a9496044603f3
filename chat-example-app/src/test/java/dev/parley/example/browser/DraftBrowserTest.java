package dev.parley.example.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.example.TestServer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route.FulfillOptions;
import com.microsoft.playwright.options.FilePayload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is not sent yet. */
@ExtendWith(BrowserTests.class)
@Tag("any-jdk")
final class DraftBrowserTest {

    private static final FilePayload NOTES =
            new FilePayload("notes.txt", "text/plain", "hello".getBytes(StandardCharsets.UTF_8));

    private static final String PASTE = """
            text => {
              const data = new DataTransfer();
              data.setData('text/plain', text);
              const event = new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true});
              return document.querySelector('#msgInput').dispatchEvent(event);
            }
            """;

    @Test
    void draft_ofEachRoom_survivesAReload(Visitors visitors) {
        String room = fresh("drafts");
        String other = fresh("other");
        Visitor alice = visitors.guest("Alice", room);
        Page page = alice.page();
        alice.say("first").sees("first").hasSent();
        alice.tool("first", "Reply").click();
        alice.write("half a thou");
        page.setInputFiles("#fileInput", NOTES);
        assertThat(page.locator(".drafts .spinner")).hasCount(0);
        page.click("[aria-label='Find or make a room']");
        page.fill("#newRoom", other);
        page.press("#newRoom", "Enter");
        alice.isIn(other).write("another one");

        page.reload();
        alice.isIn(other);
        assertThat(page.locator("#msgInput")).hasValue("another one");
        alice.openRoom(room).isIn(room);
        assertThat(page.locator("#msgInput")).hasValue("half a thou");
        assertThat(page.locator(".composer-reply")).containsText("first");
        assertThat(page.locator(".drafts li")).containsText("notes.txt");
        page.press("#msgInput", "Enter");
        alice.sees("half a thou").hasSent();
        assertThat(alice.message("half a thou").locator(".file")).containsText("notes.txt");

        page.reload();
        assertThat(page.locator("#msgInput")).hasValue("");
        assertThat(page.locator(".drafts")).hasCount(0);
        assertThat(page.locator(".composer-reply")).hasCount(0);
        page.click("[aria-label='Sign out']");
        assertThat(page.locator("#joinForm")).isVisible();
        assertThat(page.evaluate("sessionStorage.length")).isEqualTo(0);
    }

    @Test
    void upload_withoutConnection_waitsForIt(Visitors visitors) {
        visitors.networkMayFail();
        String room = fresh("offline");
        Visitor alice = visitors.guest("Alice", room);
        Visitor bob = visitors.guest("Bob", room);
        alice.loseConnection();

        alice.page().setInputFiles("#fileInput", NOTES);
        assertThat(alice.page().locator(".drafts li")).containsText("Waits for the connection");
        alice.write("here it is");
        assertThat(alice.page().locator("[aria-label=Send]")).isDisabled();
        alice.findConnection();
        assertThat(alice.page().locator("[aria-label=Send]")).isEnabled();
        alice.page().click("[aria-label=Send]");

        bob.sees("here it is");
        assertThat(bob.page().locator(".file")).containsText("notes.txt");
    }

    @Test
    void upload_refused_saysWhyAndCanBeTriedAgain(Visitors visitors) {
        visitors.networkMayFail();
        Visitor alice = visitors.guest("Alice", fresh("full"));
        Page page = alice.page();
        page.route(
                "**/api/files*",
                route -> route.fulfill(new FulfillOptions()
                        .setStatus(507)
                        .setContentType("application/json")
                        .setBody("{\"error\":\"There is no space left.\"}")));

        page.setInputFiles("#fileInput", NOTES);
        assertThat(page.locator(".drafts .is-failed")).containsText("There is no space left.");
        page.unroute("**/api/files*");
        page.click("[aria-label='Try notes.txt again']");

        assertThat(page.locator(".drafts .is-failed")).hasCount(0);
        assertThat(page.locator(".drafts .spinner")).hasCount(0);
        page.click("[aria-label=Send]");
        assertThat(page.locator(".file")).containsText("notes.txt");
    }

    @Test
    void paste_ofAWholeFile_becomesAFile(Visitors visitors) throws IOException {
        String room = fresh("paste");
        String text = "0123456789".repeat(30_000);
        Visitor alice = visitors.guest("Alice", room);
        Visitor bob = visitors.guest("Bob", room);

        assertThat(alice.page().evaluate(PASTE, "short"))
                .as("left to the browser")
                .isEqualTo(true);
        assertThat(alice.page().evaluate(PASTE, text)).isEqualTo(false);
        assertThat(alice.page().locator(".drafts li")).containsText("pasted-text.txt");
        assertThat(alice.page().locator(".drafts .spinner")).hasCount(0);
        alice.say("the log");

        bob.sees("the log");
        Download download = bob.page().waitForDownload(() -> bob.page().click(".file"));
        assertThat(Files.readString(download.path())).isEqualTo(text);
    }

    @Test
    void text_farTooLong_canBeWrittenOnAndShortened(Visitors visitors) {
        Visitor alice = visitors.guest("Alice", fresh("long"));
        Page page = alice.page();

        alice.write("x".repeat(300_000));
        page.press("#msgInput", "End");
        page.keyboard().type("yz");
        assertThat(page.locator(".left.over")).hasText("-296002");
        assertThat(page.locator("[aria-label=Send]")).isDisabled();
        assertThat((Integer) page.evaluate("document.querySelector('#msgInput').offsetHeight"))
                .isLessThan(400);
        alice.write("x".repeat(4_000));
        assertThat(page.locator(".left")).hasText("0");
        page.click("[aria-label=Send]");

        alice.hasSent();
        assertThat((Integer) page.evaluate("document.querySelector('#msgInput').offsetHeight"))
                .isLessThan(50);
    }
}
