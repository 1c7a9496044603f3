package dev.parley.chat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the commands of the catalogue: in order for each connection, under the rate limits, and answering each with what it
 * led to. The table of commands does not change after the start.
 */
final class CommandRouter {

    private static final Logger LOG = LoggerFactory.getLogger(CommandRouter.class);

    private final Core core;
    private final BooleanSupplier closing;
    private final Map<String, Outcome.Command> commands = new HashMap<>();

    CommandRouter(Core core, BooleanSupplier closing) {
        this.core = core;
        this.closing = closing;
    }

    Map<String, Outcome.Command> commands() {
        return commands;
    }

    Set<String> names() {
        return commands.keySet();
    }

    /** Runs a command behind those the connection sent before; {@code answer} is told how it ended, once. */
    void run(
            Connection connection,
            String name,
            List<? extends @Nullable Object> arguments,
            Consumer<Map<String, Object>> answer) {
        Outcome.Command command = commands.get(name);
        if (command == null) {
            throw new IllegalArgumentException("no such command: " + name);
        }
        run(connection, new Call(name, () -> command.run(connection, payload(arguments)), true, answer));
    }

    /** Renews the token of a connection, behind the commands it sent before; allowed when the token has expired. */
    void renew(
            Connection connection,
            Function<Payload, Outcome> renewal,
            List<? extends @Nullable Object> arguments,
            Consumer<Map<String, Object>> answer) {
        run(connection, new Call("renewToken", () -> renewal.apply(payload(arguments)), false, answer));
    }

    private static Payload payload(List<? extends @Nullable Object> arguments) {
        return Payload.of(arguments.isEmpty() ? null : arguments.get(0));
    }

    private void run(Connection connection, Call call) {
        try {
            checkRate(connection);
        } catch (ChatException refused) {
            call.answer.accept(Wire.refusal(refused));
            return;
        }
        connection.turn(() -> begin(connection, call), core.executor());
    }

    private CompletableFuture<?> begin(Connection connection, Call call) {
        Outcome outcome;
        try {
            if (closing.getAsBoolean()) {
                throw new ChatException(ErrorCode.SHUTTING_DOWN, "the server is closing");
            }
            if (call.needsToken) {
                checkToken(connection);
            }
            outcome = call.command.get();
        } catch (RuntimeException failure) {
            call.answer.accept(refusal(call.name, failure));
            return CompletableFuture.completedFuture(null);
        }
        outcome.answer()
                .whenComplete((result, failure) ->
                        call.answer.accept(failure == null ? result : refusal(call.name, failure)));
        return outcome.turn();
    }

    private record Call(
            String name, Supplier<Outcome> command, boolean needsToken, Consumer<Map<String, Object>> answer) {}

    private void checkRate(Connection connection) {
        long wait = connection.commands().take(core.scheduler().nanoTime());
        if (wait > 0) {
            throw ChatException.rate(ErrorCode.RATE_LIMITED, Limit.COMMAND_INTERVAL, Duration.ofNanos(wait));
        }
    }

    private void checkToken(Connection connection) {
        Instant end = connection.user().expiresAt();
        if (end != null && !core.scheduler().now().isBefore(end)) {
            throw new ChatException(ErrorCode.TOKEN_EXPIRED, "the token has expired; renew it");
        }
    }

    static Map<String, Object> refusal(String name, Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof ChatException refusal) {
            return Wire.refusal(refusal);
        }
        LOG.error("{} failed", name, cause);
        return Wire.refusal(new ChatException(ErrorCode.INTERNAL, "a fault of the server"));
    }
}
