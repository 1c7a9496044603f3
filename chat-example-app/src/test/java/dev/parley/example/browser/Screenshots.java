package dev.parley.example.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.ScreenshotAnimations;
import dev.parley.example.ServerProcess;
import dev.parley.example.TestServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Makes the pictures of docs/images. Not part of the tests; the README of the module has the command. */
@ExtendWith(BrowserTests.class)
final class Screenshots {

    private static final Path IMAGES = Path.of("../docs/images");

    /** Pictures to look at, which no document shows. */
    private static final Path VIEWS = Path.of("target/views");

    @TempDir
    Path data;

    @ParameterizedTest
    @EnumSource(Look.class)
    void states(Look look, Visitors visitors) {
        Page signIn = visitors.open(visitors.server().url("/"), look);
        signIn.waitForSelector("#username");
        picture(signIn, look, "sign-in");

        String room = roomFor(look);
        Visitor ada = visitors.guest("Ada Keller", room);
        Visitor bo = visitors.guest("Bo Lindqvist", room);
        Visitor omar = visitors.guest("عمر حداد", room);
        bo.page().selectOption(".me select", "busy");
        converse(ada, bo, omar, chart(visitors));
        Visitor reader = visitors.guest("Mira Santos", others(look).get(0), look);
        enter(reader, others(look).get(1));
        enter(reader, room);
        enter(omar, others(look).get(1));
        omar.say("The new icons are in.").say("Light and dark.").hasSent();
        ada.openDirect("Mira Santos").say("Do you have a minute?").hasSent();
        assertThat(reader.unreadOf("Ada Keller")).hasText("1 unread");
        close(reader.page().locator(".toast [aria-label=Dismiss]"));
        reader.sees("🚀");
        bo.write("Looking at it n");
        reader.page().waitForSelector(".typing bdi");
        reader.page().mouse().move(2, 2);
        picture(reader.page(), look, "room");

        reader.page().click(".composer [aria-label='Add an emoji']");
        picture(reader.page(), look, "emoji");
        reader.page().keyboard().press("Escape");
        reader.page().click("[aria-label='Export this room']");
        picture(reader.page(), look, "export");
        reader.page().keyboard().press("Escape");
        if (look.isPhone()) {
            reader.openPeople();
            picture(reader.page(), look, "people");
            reader.page().click(".members [aria-label=Close]");
        }
        direct(reader, ada, look);
    }

    @ParameterizedTest
    @EnumSource(Look.class)
    void offline(Look look, Visitors visitors) {
        visitors.networkMayFail();
        try (ServerProcess server = ServerProcess.start(0, data.resolve(look.name()))) {
            String url = "http://127.0.0.1:" + server.port() + "/";
            Visitor mira = visitors.guest("Mira Santos", "release", look, url);
            mira.say("Deploying the candidate now.").sees("Deploying").hasSent();
            server.kill();
            mira.page().waitForSelector(".pill-warning");
            mira.say("It is out.").say("Please have a look at the dashboards.");
            mira.page().mouse().move(2, 2);
            picture(mira.page(), look, "offline");
        }
    }

    @ParameterizedTest
    @EnumSource(Look.class)
    void views(Look look, Visitors visitors) {
        Page register = visitors.open(visitors.server().url("/"), look);
        register.locator("[role=tab]", new Page.LocatorOptions().setHasText("Register"))
                .click();
        view(register, look, "register");

        String room = TestServer.fresh("views");
        visitors.server().fill(room, 24);
        Visitor mira = visitors.guest("Mira Santos", room, look);
        Visitor bob = visitors.guest("Bob", room);
        visitors.server().promote(room, mira.id());
        visitors.server().mute(room, bob.id(), true);
        visitors.server().tell(mira.id(), "Bob created a new post");
        mira.sees("Message 24 of");
        reactions(mira.page(), look);
        mira.page().click("[aria-label='Moderate this room']");
        view(mira.page(), look, "moderation");
        mira.page().click(".menu >> text=Muted and banned people");
        mira.page().waitForSelector(".restricted li");
        view(mira.page(), look, "muted");
        mira.page().keyboard().press("Escape");
        if (look.isPhone()) {
            mira.page().click("[aria-label='Back to the rooms']");
        }
        mira.page().click("[aria-label^='Notifications']");
        view(mira.page(), look, "notifications");
        mira.page().keyboard().press("Escape");
        mira.page().click("[aria-label='Find or make a room']");
        view(mira.page(), look, "find-a-room");
    }

    /** The emoji picker of the newest, a middle, and the first message. */
    private static void reactions(Page page, Look look) {
        for (int number : new int[] {24, 12, 1}) {
            Locator row = page.locator("#messages .message").nth(number - 1);
            row.scrollIntoViewIfNeeded();
            if (look.isPhone()) {
                row.tap();
            } else {
                row.hover();
            }
            row.locator(".tools [aria-label='Add a reaction']").click();
            page.waitForSelector(".picker");
            view(page, look, "react-" + number);
            page.keyboard().press("Escape");
            assertThat(page.locator(".picker")).hasCount(0);
        }
    }

    @Test
    void names(Visitors visitors) {
        String room = "C# & <script> 🦊 غرفة";
        visitors.guest("<script>alert(1)</script>", room).say("<img src=x onerror=alert(1)> is only text here");
        visitors.guest("W".repeat(64), room).say("A name of 64 characters");
        visitors.guest("🦊 Füchse", room).say("مرحبا hello שלום 👋");
        Visitor reader = visitors.guest("a&b=c#d", room);
        reader.sees("مرحبا").page().mouse().move(2, 2);
        picture(reader.page(), Look.DESKTOP_LIGHT, "names");
    }

    private static void converse(Visitor ada, Visitor bo, Visitor omar, FilePayload chart) {
        omar.say("Good morning!").hasSent();
        ada.sees("Good morning!")
                .say("The release candidate is green on 17 and 25.")
                .hasSent();
        ada.page().setInputFiles("#fileInput", chart);
        assertThat(ada.page().locator(".drafts li")).hasCount(1);
        assertThat(ada.page().locator(".drafts .spinner")).hasCount(0);
        ada.say("Deliveries of the night, nothing lost:").hasSent();
        bo.say("Nice. I will look at `OutboxTest` before lunch, it was slow on the small machine.")
                .hasSent();
        ada.sees("before lunch").tool("before lunch", "React with 👍").click();
        bo.say(
                        "Found it: the clock was advanced twice.\n```java\nclock.advance(Duration.ofSeconds(25));\n"
                                + "assertThat(session.sent()).endsWith(\"2\");\n```\nThe fix is in https://example.org/parley/pull/42")
                .hasSent();
        omar.sees("Found it").tool("Found it", "React with ❤️").click();
        omar.say("شكرا! هل نلتقي في العاشرة؟").hasSent();
        ada.sees("شكرا").tool("شكرا", "Reply").click();
        ada.say("Ten it is. **Please** bring the numbers, @Bo.").hasSent();
        bo.sees("Ten it is").say("🚀🎉").hasSent();
    }

    private static void direct(Visitor reader, Visitor ada, Look look) {
        ada.say("Can you review the export page today?").hasSent();
        close(reader.page().locator(".toast [aria-label=Dismiss]"));
        if (look.isPhone()) {
            reader.page().click("[aria-label='Back to the rooms']");
            reader.page().mouse().move(2, 2);
            picture(reader.page(), look, "rooms");
        }
        reader.openRoom("Ada Keller");
        reader.sees("Can you review").say("Yes, after lunch.").hasSent();
        ada.sees("after lunch").write("Thank y");
        reader.page().waitForSelector(".typing bdi");
        reader.page().waitForSelector(".seen");
        reader.page().mouse().move(2, 2);
        picture(reader.page(), look, "direct");
    }

    /** A picture to attach, drawn here. */
    private static FilePayload chart(Visitors visitors) {
        Page page = visitors.open("about:blank", Look.DESKTOP_LIGHT);
        page.setViewportSize(360, 96);
        String bars = IntStream.range(0, 40)
                .mapToObj(bar -> "<i style='height:" + (34 + bar * 37 % 23 + bar * 11 % 31) + "px'></i>")
                .collect(Collectors.joining());
        page.setContent("<style>body{margin:0;height:96px;display:flex;align-items:end;gap:3px;padding:0 10px;"
                + "background:#f4f3ef}i{flex:1;background:#0f766e;border-radius:2px 2px 0 0}</style>" + bars);
        return new FilePayload("night.png", "image/png", page.screenshot());
    }

    /** Goes into a further room. */
    private static void enter(Visitor visitor, String room) {
        if (!visitor.page().locator(".sidebar").isVisible()) {
            visitor.page().click("[aria-label='Back to the rooms']");
        }
        visitor.page().click("[aria-label='Find or make a room']");
        visitor.page().fill("#newRoom", room);
        visitor.page().press("#newRoom", "Enter");
        visitor.isIn(room);
    }

    private static void close(Locator toast) {
        toast.click();
        assertThat(toast).hasCount(0);
    }

    private static void picture(Page page, Look look, String state) {
        picture(page, look, IMAGES, state);
    }

    private static void view(Page page, Look look, String state) {
        picture(page, look, VIEWS, state);
    }

    private static void picture(Page page, Look look, Path folder, String state) {
        String name = state + "-" + look.name().toLowerCase(Locale.ROOT).replace('_', '-') + ".png";
        page.screenshot(
                new ScreenshotOptions().setPath(folder.resolve(name)).setAnimations(ScreenshotAnimations.DISABLED));
    }

    private static List<String> others(Look look) {
        return switch (look) {
            case DESKTOP_LIGHT -> List.of("Java", "pictures");
            case DESKTOP_DARK -> List.of("Python", "frontend");
            case PHONE_LIGHT -> List.of("C#", "icons");
            case PHONE_DARK -> List.of("JVM", "colours");
        };
    }

    /** Each look has its own room, because all of them share one server. */
    private static String roomFor(Look look) {
        return switch (look) {
            case DESKTOP_LIGHT -> "release";
            case DESKTOP_DARK -> "backend";
            case PHONE_LIGHT -> "platform";
            case PHONE_DARK -> "design";
        };
    }
}
