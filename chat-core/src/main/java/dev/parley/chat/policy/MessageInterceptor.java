package dev.parley.chat.policy;

import dev.parley.model.Content;
import dev.parley.model.RoomName;
import dev.parley.model.User;

/**
 * Intercepts every message and edit of a client before it is stored, and may change or reject it. Interceptors run in
 * registration order, on the engine's handler threads, outside all locks; they may block, at the expense of the
 * sender's latency.
 */
@FunctionalInterface
public interface MessageInterceptor {

    /**
     * Intercepts a message.
     *
     * @param sender the sender
     * @param room the room
     * @param content the content, already validated
     * @return the content to store: {@code content} or something else
     * @throws ChatException to reject it with that code, usually {@link ErrorCode#REJECTED}; any other exception
     *     rejects it with {@link ErrorCode#INTERNAL}
     */
    Content intercept(User sender, RoomName room, Content content);
}
