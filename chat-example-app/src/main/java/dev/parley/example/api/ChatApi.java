package dev.parley.example.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.ChatEngine;
import dev.parley.chat.ChatRoom;
import dev.parley.chat.policy.ChatException;
import dev.parley.example.web.Call;
import dev.parley.example.web.Failures;
import dev.parley.example.web.HttpProblem;
import dev.parley.example.web.JsonFields;
import dev.parley.example.web.Routes;
import dev.parley.model.InboxItem;
import dev.parley.model.Notification;
import dev.parley.model.User;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Chat functions for other programs over HTTP: list a room's users, and notify a user. */
public final class ChatApi {

    private static final int TIMEOUT_SECONDS = 15;

    private final Access access;
    private final ChatEngine chat;
    private final Executor workers;

    /**
     * Creates the endpoints.
     *
     * @param access authenticates requests
     * @param chat the chat
     * @param workers threads that may block
     */
    public ChatApi(Access access, ChatEngine chat, Executor workers) {
        this.access = access;
        this.chat = chat;
        this.workers = workers;
    }

    /**
     * Adds the routes.
     *
     * @param routes the target
     */
    public void addTo(Routes routes) {
        routes.get("/api/rooms/{}/users", workers, this::users);
        routes.post("/api/notify", workers, this::notify);
    }

    /** For users who may join the room, where the same list is visible. */
    private void users(Call call) throws HttpProblem {
        ChatRoom room;
        try {
            room = chat.room(call.pathValue(0));
        } catch (ChatException e) {
            throw new HttpProblem(400, String.valueOf(e.getMessage()));
        }
        if (access.isAdmin(call)) {
            answerUsers(call, room);
            return;
        }
        User user = access.user(call).asUser();
        room.admits(user)
                .toCompletableFuture()
                .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .whenComplete((may, failure) -> {
                    if (failure != null) {
                        call.fail(failure);
                    } else if (may) {
                        answerUsers(call, room);
                    } else {
                        call.answer(new HttpProblem(403, "You may not enter this room."));
                    }
                });
    }

    private static void answerUsers(Call call, ChatRoom room) {
        List<Map<String, String>> users = room.users().stream()
                .map(user -> Map.of("id", user.id().value(), "username", user.name()))
                .toList();
        answer(call, 200, Map.of("room", room.name().value(), "count", users.size(), "users", users));
    }

    /** {@code {"userId", "type", "message", "data"?}}; for admins. */
    private void notify(Call call) throws HttpProblem {
        access.requireAdmin(call);
        JsonFields body = call.json().only("userId", "type", "message", "data");
        String userId = body.text("userId");
        String type = body.text("type");
        String message = body.text("message");
        String data = body.value("data").map(JsonNode::toString).orElse("");
        CompletionStage<InboxItem> stored;
        try {
            Notification notification = Notification.of(type, message);
            stored = chat.user(userId).notify(data.isEmpty() ? notification : notification.withData(data));
        } catch (IllegalArgumentException e) {
            throw new HttpProblem(400, String.valueOf(e.getMessage()));
        }
        stored.toCompletableFuture()
                .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .whenComplete((item, failure) -> {
                    if (failure != null) {
                        call.answer(new HttpProblem(
                                503, Failures.STORE_UNAVAILABLE, "The notification was not stored. Please try again."));
                    } else {
                        answer(
                                call,
                                201,
                                Map.of(
                                        "id",
                                        item.id(),
                                        "timestamp",
                                        item.timestamp().toString()));
                    }
                });
    }

    private static void answer(Call call, int status, Map<String, ?> value) {
        try {
            call.answer(status, value);
        } catch (IOException e) {
            call.fail(e);
        }
    }
}
