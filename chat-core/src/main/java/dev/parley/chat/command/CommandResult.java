package dev.parley.chat.command;

import dev.parley.chat.policy.ChatException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The result of a command.
 *
 * @param handled completes when the connection's next command may start
 * @param answer the answer to the client; fails with a {@link ChatException}, or with an internal error
 */
public record CommandResult(CompletableFuture<?> handled, CompletableFuture<Map<String, Object>> answer) {

    public static CommandResult of(CompletableFuture<Map<String, Object>> answer) {
        return new CommandResult(answer, answer);
    }

    public static CommandResult of(Map<String, Object> answer) {
        return of(CompletableFuture.completedFuture(answer));
    }
}
