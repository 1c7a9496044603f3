package dev.parley.chat.policy;

import dev.parley.model.User;
import dev.parley.socketio.handshake.Handshake;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates connections. Called before a connection is accepted, and again when a client renews its token; {@code
 * handshake.auth("token", …)} is then the new one.
 *
 * <p>Called concurrently on the engine's handler threads; may block, or complete asynchronously.
 */
@FunctionalInterface
public interface Authenticator {

    /**
     * Authenticates a handshake. If {@link User#expiresAt()} is set, the client is warned before that time and
     * disconnected after it.
     *
     * @param handshake what the client sent; untrusted
     * @return a stage that completes with the user; a stage that fails refuses the connection, with the code of a
     *     {@link ChatException} or with {@link ErrorCode#UNAUTHENTICATED}, as does completing with null or throwing
     */
    CompletionStage<User> authenticate(Handshake handshake);

    /**
     * Adapts a synchronous verification, which may block its thread.
     *
     * @param verification returns the user, or refuses
     * @return the authenticator
     */
    static Authenticator blocking(Verification verification) {
        return handshake -> {
            try {
                User user = verification.verify(handshake);
                return user != null
                        ? CompletableFuture.completedFuture(user)
                        : CompletableFuture.failedFuture(
                                new ChatException(ErrorCode.UNAUTHENTICATED, "not a valid token"));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return CompletableFuture.failedFuture(interrupted);
            } catch (Exception refused) {
                return CompletableFuture.failedFuture(refused);
            }
        };
    }

    /** Synchronous authentication. */
    @FunctionalInterface
    interface Verification {

        /**
         * Authenticates a handshake.
         *
         * @param handshake what the client sent; untrusted
         * @return the user, or null to refuse
         * @throws Exception to refuse, with the code of a {@link ChatException} or with {@link
         *     ErrorCode#UNAUTHENTICATED}
         */
        @Nullable
        User verify(Handshake handshake) throws Exception;
    }
}
