package dev.parley.example.browser;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocketRoute;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a page and the server and lets it believe that many people are there. To be installed before the page is
 * opened, with the WebSocket alone: {@code /?transport=websocket}. Used by the test thread, which runs the page's callbacks.
 */
final class Crowd {

    private static final String LIST = "42[\"roomUsers\",";
    private static final Pattern USERS = Pattern.compile("\"users\":\\[[^]]*]|\"count\":\\d+");

    private final int shown;
    private final int count;
    private @Nullable WebSocketRoute socket;

    private Crowd(int shown, int count) {
        this.shown = shown;
        this.count = count;
    }

    /** Shows so many of so many people in every room. */
    static Crowd between(Page page, int shown, int count) {
        Crowd crowd = new Crowd(shown, count);
        page.routeWebSocket(Pattern.compile(".*/socket\\.io/.*"), crowd::on);
        return crowd;
    }

    private void on(WebSocketRoute page) {
        WebSocketRoute server = page.connectToServer();
        socket = page;
        page.onMessage(frame -> {
            if (frame.text() == null) {
                server.send(frame.binary());
            } else {
                server.send(frame.text());
            }
        });
        server.onMessage(frame -> page.send(frame.text().startsWith(LIST) ? crowded(frame.text()) : frame.text()));
    }

    private String crowded(String list) {
        String users = IntStream.range(0, shown)
                .mapToObj(index -> "{\"id\":\"p" + index + "\",\"username\":\"" + name(index)
                        + "\",\"status\":\"online\",\"role\":\"member\"}")
                .collect(Collectors.joining(",", "\"users\":[", "]"));
        return USERS.matcher(list)
                .replaceAll(found -> found.group().startsWith("\"count\"") ? "\"count\":" + count : users);
    }

    static String name(int index) {
        return "Person %03d".formatted(index);
    }

    /** These people leave a room, one after the other. */
    void leave(String room, int people) {
        WebSocketRoute page = Objects.requireNonNull(socket, "no page has connected");
        for (int i = 0; i < people; i++) {
            page.send("42[\"userLeft\",{\"room\":\"" + room + "\",\"user\":{\"id\":\"p" + i + "\",\"name\":\"" + name(i)
                    + "\"},\"count\":1,\"reason\":\"left\",\"timestamp\":\"2026-01-01T00:00:00Z\"}]");
        }
    }
}
