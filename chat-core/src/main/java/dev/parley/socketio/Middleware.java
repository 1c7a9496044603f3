package dev.parley.socketio;

import dev.parley.socketio.event.EventException;
import dev.parley.socketio.handshake.ConnectError;
import dev.parley.socketio.handshake.Next;
import dev.parley.socketio.listener.Refusals;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a socket may connect to a namespace. Every connecting socket passes it, with or without auth payload.
 *
 * <p>A middleware that throws refuses the socket: a {@link ConnectError} as it is, an
 * {@link EventException} with its code as data, an auth payload that does not fit with
 * {@value EventException#INVALID_PAYLOAD}, and anything else without its message.
 */
@FunctionalInterface
public interface Middleware {

    /**
     * Looks at a socket that is not connected yet, and calls {@code next} now or later.
     *
     * @param socket the socket; its handshake, data and rooms can be used, events reach it only after it connected
     * @param next goes on or refuses
     * @throws Exception to refuse the socket
     */
    void handle(Socket socket, Next next) throws Exception;

    /**
     * A middleware whose decision is a stage: completed goes on, failed refuses.
     *
     * @param check begins the check, without blocking
     * @return the middleware
     */
    static Middleware async(Function<Socket, ? extends CompletionStage<?>> check) {
        return (socket, next) -> {
            CompletionStage<?> decision = check.apply(socket);
            var unused = decision.whenComplete((ignored, failure) -> {
                if (failure == null) {
                    next.proceed();
                } else {
                    next.refuse(Refusals.of(unwrap(failure)));
                }
            });
        };
    }

    private static @Nullable Throwable unwrap(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
