package dev.parley.example.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.ChatEngine;
import dev.parley.chat.ChatException;
import dev.parley.example.web.Call;
import dev.parley.example.web.HttpProblem;
import dev.parley.example.web.Routes;
import dev.parley.model.InboxItem;
import dev.parley.model.Notification;
import dev.parley.model.User;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What other programs ask of the chat over HTTP: who is in a room, and to tell a user something. */
public final class ChatApi {

    private static final int TIMEOUT_SECONDS = 15;

    private final Access access;
    private final ChatEngine chat;

    /**
     * The endpoints.
     *
     * @param access tells who asks
     * @param chat answers
     */
    public ChatApi(Access access, ChatEngine chat) {
        this.access = access;
        this.chat = chat;
    }

    /**
     * Adds the routes.
     *
     * @param routes where
     */
    public void addTo(Routes routes) {
        routes.add("GET", "/api/rooms/{}/users", this::users);
        routes.add("POST", "/api/notify", this::notify);
    }

    private void users(Call call) throws HttpProblem, IOException {
        if (!access.isAdmin(call)) {
            access.user(call);
        }
        try {
            List<User> users = chat.room(call.pathValue(0)).users();
            List<Map<String, String>> shown = users.stream()
                    .map(user -> Map.of("id", user.id().value(), "username", user.name()))
                    .toList();
            call.answer(200, Map.of("room", call.pathValue(0), "count", shown.size(), "users", shown));
        } catch (ChatException e) {
            throw new HttpProblem(400, String.valueOf(e.getMessage()));
        }
    }

    /** {@code {"userId", "type", "message", "data"?}}; for admins. */
    private void notify(Call call) throws HttpProblem, IOException {
        access.requireAdmin(call);
        JsonNode body = call.json();
        String userId = body.path("userId").asText("");
        InboxItem item;
        try {
            Notification notification = Notification.of(
                    body.path("type").asText(""), body.path("message").asText(""));
            JsonNode data = body.get("data");
            item = chat.user(userId)
                    .notify(data == null ? notification : notification.withData(data.toString()))
                    .toCompletableFuture()
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (IllegalArgumentException e) {
            throw new HttpProblem(400, String.valueOf(e.getMessage()));
        } catch (ExecutionException | TimeoutException e) {
            throw new HttpProblem(503, "The notification was not stored. Please try again.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HttpProblem(503, "The server is stopping.");
        }
        call.answer(201, Map.of("id", item.id(), "timestamp", item.timestamp().toString()));
    }
}
