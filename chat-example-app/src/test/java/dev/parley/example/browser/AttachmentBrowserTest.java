package dev.parley.example.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.parley.example.TestServer.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.options.FilePayload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(BrowserTests.class)
@Tag("any-jdk")
final class AttachmentBrowserTest {

    @Test
    void files_sent_areShownAndDownloadedByOthers(Visitors visitors) throws IOException {
        String room = fresh("files");
        Visitor alice = visitors.guest("Alice", room);
        Visitor bob = visitors.guest("Bob", room);
        byte[] picture = alice.page().screenshot();

        alice.page().setInputFiles("#fileInput", new FilePayload[] {
            new FilePayload("page.png", "image/png", picture),
            new FilePayload("notes.txt", "text/plain", "hello".getBytes(StandardCharsets.UTF_8))
        });
        assertThat(alice.page().locator(".drafts .spinner")).hasCount(0);
        alice.say("Two files");

        bob.sees("Two files");
        assertThat(bob.page().locator(".picture img")).hasJSProperty("naturalWidth", 1280);
        assertThat(bob.page().locator(".file")).containsText("notes.txt5 B");
        Download download = bob.page().waitForDownload(() -> bob.page().click(".file"));
        assertThat(Files.readString(download.path())).isEqualTo("hello");
    }

    @Test
    void picture_onALaterVisit_isShownToWhoeverIsStillSignedIn(Visitors visitors) {
        Visitor alice = visitors.guest("Alice", fresh("visit"));
        alice.page()
                .setInputFiles(
                        "#fileInput",
                        new FilePayload("page.png", "image/png", alice.page().screenshot()));
        assertThat(alice.page().locator(".drafts .spinner")).hasCount(0);
        alice.say("A picture");
        assertThat(alice.page().locator(".picture img")).hasJSProperty("naturalWidth", 1280);

        alice.page().context().clearCookies();
        alice.page().reload();

        assertThat(alice.page().locator(".picture img")).hasJSProperty("naturalWidth", 1280);
    }

    @Test
    void file_tooLarge_isRefusedBeforeItIsSent(Visitors visitors, @TempDir Path folder) throws IOException {
        Path big = Files.write(folder.resolve("big.bin"), new byte[8_000_001]);
        Visitor alice = visitors.guest("Alice", fresh("large"));

        alice.page().setInputFiles("#fileInput", big);

        assertThat(alice.page().locator(".toast")).containsText("big.bin is too large");
        assertThat(alice.page().locator(".drafts")).hasCount(0);
    }
}
