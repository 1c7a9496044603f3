package dev.parley.chat;

import dev.parley.chat.event.Payload;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.room.ChatConnection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * What a command leads to.
 *
 * @param turn ends when the connection's next command may begin
 * @param answer the answer to the client; fails with a {@link ChatException}, or with a fault
 */
record Outcome(CompletableFuture<?> turn, CompletableFuture<Map<String, Object>> answer) {

    static Outcome of(CompletableFuture<Map<String, Object>> answer) {
        return new Outcome(answer, answer);
    }

    static Outcome of(Map<String, Object> answer) {
        return of(CompletableFuture.completedFuture(answer));
    }

    /** One command of the catalogue. May throw what its answer may fail with. */
    @FunctionalInterface
    interface Command {
        Outcome run(ChatConnection connection, Payload payload);
    }
}
