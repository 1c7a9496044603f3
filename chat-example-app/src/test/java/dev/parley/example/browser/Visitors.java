package dev.parley.example.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.SelectOption;
import dev.parley.example.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The people of one test. Closed at its end, when nothing may have gone wrong in any of their pages. */
final class Visitors implements AutoCloseable {

    static final String PASSWORD = "a long password";

    private static final int TIMEOUT_MILLIS = 20_000;
    private static final Pattern NETWORK =
            Pattern.compile("net::ERR_|WebSocket connection to|WebSocket is already in CLOSING|status of [45]\\d\\d");

    private final Chromium chromium;
    private final TestServer server;
    private final List<BrowserContext> contexts = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private boolean networkMayFail;

    Visitors(Chromium chromium, TestServer server) {
        this.chromium = chromium;
        this.server = server;
    }

    TestServer server() {
        return server;
    }

    /** The test ends the server, which pages may complain about. */
    void networkMayFail() {
        networkMayFail = true;
    }

    /** A new browser profile at an address. */
    Page open(String url, Look look) {
        return tab(profile(look), url);
    }

    /** A new browser profile without a page. */
    BrowserContext profile(Look look) {
        BrowserContext context = chromium.browser().newContext(look.options());
        context.setDefaultTimeout(TIMEOUT_MILLIS);
        contexts.add(context);
        return context;
    }

    /** A further tab of the same profile. */
    Page tab(BrowserContext context, String url) {
        Page page = empty(context);
        page.navigate(url);
        return page;
    }

    /** A tab that shows nothing yet. */
    Page empty(BrowserContext context) {
        Page page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                note(message.text());
            }
        });
        page.onPageError(this::note);
        return page;
    }

    /** A guest in a room. */
    Visitor guest(String name, String room) {
        return guest(name, room, Look.DESKTOP_LIGHT);
    }

    Visitor guest(String name, String room, Look look) {
        return guest(name, room, look, server.url("/"));
    }

    Visitor guest(String name, String room, Look look, String url) {
        return guest(name, room, open(url, look));
    }

    /** A guest who signs in on a page that is there. */
    Visitor guest(String name, String room, Page page) {
        page.fill("#username", name);
        chooseRoom(page, room);
        page.click("#joinForm button[type=submit]");
        return new Visitor(page, name).isIn(room);
    }

    /** A person with an account, who registers or signs in. */
    Visitor account(String tab, String name, String room) {
        return account(tab, name, room, open(server.url("/"), Look.DESKTOP_LIGHT));
    }

    Visitor account(String tab, String name, String room, Page page) {
        page.locator("[role=tab]", new Page.LocatorOptions().setHasText(tab)).click();
        page.fill("#username", name);
        page.fill("#password", PASSWORD);
        chooseRoom(page, room);
        page.click("#joinForm button[type=submit]");
        return new Visitor(page, name).isIn(room);
    }

    /** Names a room of one's own at the way in. */
    static void chooseRoom(Page page, String room) {
        page.selectOption("#room", new SelectOption().setLabel("Another room…"));
        page.fill("#roomName", room);
    }

    private void note(String error) {
        if (!networkMayFail || !NETWORK.matcher(error).find()) {
            errors.add(error);
        }
    }

    @Override
    public void close() {
        contexts.forEach(BrowserContext::close);
        assertThat(errors).as("errors in the pages").isEmpty();
    }
}
