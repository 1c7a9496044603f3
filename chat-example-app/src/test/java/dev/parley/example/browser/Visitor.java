package dev.parley.example.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.List;

/** Somebody who uses the page as a person would. */
final class Visitor {

    private final Page page;
    private final String name;

    Visitor(Page page, String name) {
        this.page = page;
        this.name = name;
    }

    Page page() {
        return page;
    }

    String name() {
        return name;
    }

    /** The user id that the page signed in with. */
    String id() {
        return (String) page.evaluate("JSON.parse(localStorage.getItem('parley.account')).user.id");
    }

    Visitor isIn(String room) {
        assertThat(page.locator("#roomTitle")).hasText("Room: " + room);
        assertThat(page.locator(".beginning, #messages .message").first()).isAttached();
        return this;
    }

    Visitor write(String text) {
        page.fill("#msgInput", text);
        return this;
    }

    Visitor say(String text) {
        write(text);
        page.press("#msgInput", "Enter");
        return this;
    }

    /** The row of the message that has this text. */
    Locator message(String text) {
        return page.locator("#messages .message", new Page.LocatorOptions().setHasText(text));
    }

    Visitor sees(String text) {
        assertThat(message(text).last()).isVisible();
        return this;
    }

    /** Waits until the server has taken everything. */
    Visitor hasSent() {
        assertThat(page.locator("#messages .sending")).hasCount(0);
        return this;
    }

    Visitor seesNotice(String text) {
        assertThat(page.locator("#messages .notice", new Page.LocatorOptions().setHasText(text))
                        .last())
                .isAttached();
        return this;
    }

    /** The texts of all loaded messages, from top to bottom. */
    List<String> texts() {
        return page.locator("#messages .markup").allTextContents();
    }

    Locator tool(String text, String label) {
        Locator row = message(text).last();
        row.hover();
        return row.locator("[aria-label='" + label + "']").first();
    }

    /** What is in the air is lost, and nothing new gets through. */
    Visitor loseConnection() {
        page.context().setOffline(true);
        assertThat(page.locator(".pill-warning")).isVisible();
        return this;
    }

    Visitor findConnection() {
        page.context().setOffline(false);
        assertThat(page.locator(".pill-warning")).hasCount(0);
        return this;
    }

    Visitor openPeople() {
        if (!page.locator("#userList").isVisible()) {
            page.click(".room-actions [aria-label=People]");
        }
        return this;
    }

    Visitor openDirect(String person) {
        openPeople();
        page.locator("#userList button", new Page.LocatorOptions().setHasText(person))
                .click();
        assertThat(page.locator("#roomTitle")).hasText("Conversation with " + person);
        return this;
    }

    Visitor openRoom(String title) {
        page.locator(".room-item", new Page.LocatorOptions().setHasText(title)).click();
        return this;
    }

    Locator unreadOf(String title) {
        return page.locator(".room-item", new Page.LocatorOptions().setHasText(title))
                .locator(".badge");
    }
}
