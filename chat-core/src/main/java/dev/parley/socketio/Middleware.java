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
 * Decides whether a socket may connect to a namespace. Called for every connecting socket, with or without auth
 * payload.
 *
 * <p>A middleware that throws refuses the socket: with a {@link ConnectError} as is, with an {@link EventException} and
 * its code as data, with {@value EventException#INVALID_PAYLOAD} if the auth payload does not fit, and with anything
 * else without its message.
 */
@FunctionalInterface
public interface Middleware {

    /**
     * Decides about a socket that is not connected yet, and calls {@code next} synchronously or later.
     *
     * @param socket the socket; its handshake, data and rooms can be used, events reach it only once it is connected
     * @param next continues or refuses
     * @throws Exception to refuse the socket
     */
    void handle(Socket socket, Next next) throws Exception;

    /**
     * Returns whether it also decides about sockets that are recovered if the server {@linkplain SocketServerBuilder#recovery skips
     * middleware} for them: because it sets what no other server of a cluster restores.
     *
     * @return false unless overridden
     */
    default boolean runsOnRecovery() {
        return false;
    }

    /**
     * Adapts an asynchronous check: the socket proceeds if the stage completes, and is refused if it fails.
     *
     * @param check starts the check, without blocking
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
