package dev.parley.example.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.example.TestServer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrowserTests.class)
@Tag("any-jdk")
final class ExportBrowserTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void export_inEachFormat_isDownloaded(Visitors visitors) throws IOException {
        String room = fresh("C# & more");
        Visitor alice = visitors.guest("Alice", room);
        Visitor bob = visitors.guest("Bob", room);
        alice.say("Hello \"team\"");
        bob.sees("Hello \"team\"").say("=2+2");
        alice.sees("=2+2");

        assertThat(export(alice.page(), "txt", "").lines())
                .satisfiesExactly(
                        line -> assertThat(line).matches("\\[[0-9T:.-]+Z] Alice: Hello \"team\""),
                        line -> assertThat(line).endsWith("Z] Bob: =2+2"));
        assertThat(export(alice.page(), "csv", "").lines())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("\"createdAt\",\"user\",\"message\""),
                        line -> assertThat(line).endsWith(",\"Alice\",\"Hello \"\"team\"\"\""),
                        line -> assertThat(line).contains("\"Bob\"").doesNotContain("\"=2+2\""));
        JsonNode json = JSON.readTree(export(alice.page(), "json", ""));
        assertThat(json.findValuesAsText("message")).containsExactly("Hello \"team\"", "=2+2");
        List<String> ndjson = export(alice.page(), "ndjson", "Bob").lines().toList();
        assertThat(ndjson).hasSize(3);
        assertThat(JSON.readTree(ndjson.get(1)).path("message").textValue()).isEqualTo("=2+2");
    }

    @Test
    void export_ofSomeDays_hasOnlyThose(Visitors visitors) throws IOException {
        Visitor alice = visitors.guest("Alice", fresh("C# & more"));
        alice.say("today").sees("today").hasSent();

        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        assertThat(export(alice.page(), "txt", "", today.minusDays(1), today.plusDays(1)))
                .contains("Alice: today");
        assertThat(export(alice.page(), "txt", "", today.minusDays(9), today.minusDays(2)))
                .isEmpty();
        assertThat(export(alice.page(), "txt", "", today.plusDays(2), today.plusDays(3)))
                .isEmpty();
    }

    @Test
    void export_withoutRoom_asksForOne(Visitors visitors) {
        Visitor alice = visitors.guest("Alice", fresh("room"));

        alice.page().click("[aria-label='Export this room']");
        alice.page().fill("#roomExportName", " ");
        alice.page().click("dialog button[type=submit]");

        assertThat(alice.page().locator("dialog .problem")).hasText("Please enter a room name.");
    }

    @Test
    void export_ofARoomThatIsNotThere_saysSo(Visitors visitors) {
        visitors.networkMayFail();
        Visitor alice = visitors.guest("Alice", fresh("room"));

        alice.page().click("[aria-label='Export this room']");
        alice.page().fill("#roomExportName", fresh("none"));
        alice.page().click("dialog button[type=submit]");

        assertThat(alice.page().locator("dialog .problem")).hasText("There is no such room");
    }

    @Test
    void export_ofOnesOwnConversation_isDownloaded(Visitors visitors) throws IOException {
        String room = fresh("talk");
        Visitor alice = visitors.guest("Alice", room);
        Visitor bob = visitors.guest("Bob", room);
        alice.openDirect("Bob").say("between us").hasSent();
        bob.openRoom("Alice").sees("between us");

        bob.page().click("[aria-label='Export this conversation']");
        assertThat(bob.page().locator("dialog h2")).hasText("Export the conversation with Alice");
        assertThat(bob.page().locator("#roomExportName")).hasCount(0);
        Download download = bob.page().waitForDownload(() -> bob.page().click("dialog button[type=submit]"));

        assertThat(Files.readString(download.path())).contains("Alice: between us");
    }

    @Test
    void export_forASpreadsheet_mayHaveAByteOrderMark(Visitors visitors) throws IOException {
        Visitor alice = visitors.guest("Alice", fresh("marked"));
        alice.say("Grüße").sees("Grüße").hasSent();
        alice.page().click("[aria-label='Export this room']");
        assertThat(alice.page().locator("#exportMark")).hasCount(0);
        alice.page().selectOption("#formatSelect", "csv");
        alice.page().check("#exportMark");

        Download download = alice.page().waitForDownload(() -> alice.page().click("dialog button[type=submit]"));

        assertThat(Files.readString(download.path()))
                .startsWith("\ufeff\"createdAt\"")
                .contains("\"Grüße\"");
    }

    private static String export(Page page, String format, String person, LocalDate... days) throws IOException {
        page.click("[aria-label='Export this room']");
        if (days.length > 0) {
            page.fill("#exportFrom", days[0].toString());
            page.fill("#exportTo", days[1].toString());
        }
        page.selectOption("#formatSelect", format);
        page.fill("#exportUser", person);
        Download download = page.waitForDownload(() -> page.click("dialog button[type=submit]"));
        assertThat(download.suggestedFilename()).matches("chatlog-C#_&_more-.*-[0-9TZ-]+\\." + format);
        assertThat(page.locator("dialog")).hasCount(0);
        return Files.readString(download.path());
    }
}
