package dev.parley.chat.command;

import dev.parley.chat.event.ClientCommand;
import dev.parley.chat.event.Payload;
import dev.parley.chat.event.PayloadWeight;
import dev.parley.chat.event.Wire;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.room.ChatConnection;
import dev.parley.chat.room.ChatContext;
import dev.parley.runtime.MemoryBudget;
import dev.parley.runtime.UncaughtErrors;
import dev.parley.runtime.observe.ServerObserver;
import dev.parley.runtime.observe.ServerTracer;
import dev.parley.runtime.observe.ServerTracer.Span;
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
 * Runs the commands of the catalogue: serially for each connection, within the rate limits, and acknowledges each with
 * its result. The table of commands is immutable.
 */
public final class CommandRouter {

    private static final Logger LOG = LoggerFactory.getLogger(CommandRouter.class);

    private final ChatContext context;
    private final BooleanSupplier closing;
    private final MemoryBudget memory;
    private final ServerObserver observer;
    private final ServerTracer tracer;
    private final Map<String, Command> commands = new HashMap<>();

    public CommandRouter(ChatContext context, BooleanSupplier closing, MemoryBudget memory, ServerObserver observer) {
        this.context = context;
        this.closing = closing;
        this.memory = memory;
        this.observer = observer;
        this.tracer = observer.tracer();
    }

    public Map<String, Command> commands() {
        return commands;
    }

    public Set<String> names() {
        return commands.keySet();
    }

    /** Runs a command after the connection's earlier ones; {@code answer} is completed once, with its result. */
    public void run(
            ChatConnection connection,
            String name,
            List<? extends @Nullable Object> arguments,
            Consumer<Map<String, Object>> answer) {
        Command command = commands.get(name);
        if (command == null) {
            throw new IllegalArgumentException("no such command: " + name);
        }
        long bytes = PayloadWeight.of(arguments);
        run(connection, call(name, () -> command.run(connection, payload(arguments)), true, bytes, answer));
    }

    /** Renews the token of a connection, after its earlier commands; allowed even if the token has expired. */
    public void renew(
            ChatConnection connection,
            Function<Payload, CommandResult> renewal,
            List<? extends @Nullable Object> arguments,
            Consumer<Map<String, Object>> answer) {
        long bytes = PayloadWeight.of(arguments);
        String name = ClientCommand.RENEW_TOKEN.wireName();
        run(connection, call(name, () -> renewal.apply(payload(arguments)), false, bytes, answer));
    }

    private Call call(
            String name,
            Supplier<CommandResult> command,
            boolean needsToken,
            long bytes,
            Consumer<Map<String, Object>> answer) {
        if (observer == ServerObserver.NOOP) {
            return new Call(name, command, needsToken, bytes, answer, Span.NONE);
        }
        long begun = context.scheduler().nanoTime();
        Span span = tracer.commandStarted(name);
        Consumer<Map<String, Object>> observed = result -> {
            String code = Boolean.TRUE.equals(result.get("ok")) ? "OK" : String.valueOf(result.get("code"));
            observer.commandHandled(name, code, context.scheduler().nanoTime() - begun);
            span.end(code, null);
            answer.accept(result);
        };
        return new Call(name, command, needsToken, bytes, observed, span);
    }

    private static Payload payload(List<? extends @Nullable Object> arguments) {
        return Payload.of(arguments.isEmpty() ? null : arguments.get(0));
    }

    private void run(ChatConnection connection, Call call) {
        try {
            if (memory.isExhausted()) {
                throw new ChatException(ErrorCode.OVERLOADED, "the server's memory is short");
            }
            checkRate(connection);
            if (!connection.holdCommand(call.bytes)) {
                throw new ChatException(ErrorCode.OVERLOADED, "too much of this connection waits; try again");
            }
        } catch (ChatException refused) {
            call.answer.accept(Wire.refusal(refused));
            return;
        }
        memory.add(call.bytes);
        connection.accepted();
        connection.turn(
                () -> call.span.call(() -> begin(connection, call)).whenComplete((done, failure) -> {
                    memory.remove(call.bytes);
                    connection.releaseCommand(call.bytes);
                }),
                context.executor());
    }

    private CompletableFuture<?> begin(ChatConnection connection, Call call) {
        CommandResult result;
        try {
            if (closing.getAsBoolean()) {
                throw new ChatException(ErrorCode.SHUTTING_DOWN, "the server is closing");
            }
            connection.requireAdmitted();
            if (call.needsToken) {
                checkToken(connection);
            }
            result = call.command.get();
        } catch (Throwable failure) {
            answer(connection, call, refusal(call.name, failure));
            return CompletableFuture.completedFuture(null);
        }
        result.answer()
                .whenComplete((answer, failure) ->
                        answer(connection, call, failure == null ? answer : refusal(call.name, failure)));
        return result.handled();
    }

    private static void answer(ChatConnection connection, Call call, Map<String, Object> result) {
        try {
            call.answer.accept(result);
        } finally {
            connection.answered();
        }
    }

    /** A client's command; {@code bytes} is its approximate heap size until its turn is over. */
    private record Call(
            String name,
            Supplier<CommandResult> command,
            boolean needsToken,
            long bytes,
            Consumer<Map<String, Object>> answer,
            Span span) {}

    private void checkRate(ChatConnection connection) {
        long wait = connection.commands().take(context.scheduler().nanoTime());
        if (wait > 0) {
            throw ChatException.rate(ErrorCode.RATE_LIMITED, Limit.COMMAND_INTERVAL, Duration.ofNanos(wait));
        }
    }

    private void checkToken(ChatConnection connection) {
        Instant end = connection.user().expiresAt();
        if (end != null && !context.scheduler().now().isBefore(end)) {
            throw new ChatException(ErrorCode.TOKEN_EXPIRED, "the token has expired; renew it");
        }
    }

    public static Map<String, Object> refusal(String name, Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof ChatException refusal) {
            return Wire.refusal(refusal);
        }
        LOG.error("{} failed", name, cause);
        UncaughtErrors.reportError(name, cause);
        return Wire.refusal(new ChatException(ErrorCode.INTERNAL, "a fault of the server"));
    }
}
