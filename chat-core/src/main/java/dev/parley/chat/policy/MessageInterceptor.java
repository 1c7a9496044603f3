package dev.parley.chat.policy;

import dev.parley.model.Content;
import dev.parley.model.RoomName;
import dev.parley.model.User;

/**
 * Sees every message and edit of a client before it is stored, and may change or refuse it. Interceptors run in the order
 * of their registration, on the engine's handler threads, outside all locks; they may block, but then the sender waits.
 */
@FunctionalInterface
public interface MessageInterceptor {

    /**
     * Looks at a message.
     *
     * @param sender who sends it
     * @param room where
     * @param content what, valid already
     * @return what is to be stored: {@code content} or something else
     * @throws ChatException to refuse it with that code, {@link ErrorCode#REJECTED} most often; any other exception
     *     refuses it with {@link ErrorCode#INTERNAL}
     */
    Content intercept(User sender, RoomName room, Content content);
}
