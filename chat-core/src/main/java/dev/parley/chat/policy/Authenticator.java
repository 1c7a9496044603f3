package dev.parley.chat.policy;

import dev.parley.model.User;
import dev.parley.socketio.Handshake;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Tells who connects. Called before a connection is accepted, and again when a client renews its token; then
 * {@code handshake.auth("token", …)} is the new one.
 *
 * <p>Called on the engine's handler threads, by several at a time; may block, or answer later.
 */
@FunctionalInterface
public interface Authenticator {

    /**
     * Verifies a handshake. With {@link User#expiresAt()} set, the client is warned before that time and refused after.
     *
     * @param handshake what the client sent; nothing in it is to be trusted
     * @return the user; a stage that fails refuses the connection, with the code of a {@link ChatException} or with
     *     {@link ErrorCode#UNAUTHENTICATED}; so does one that gives null or an exception thrown
     */
    CompletionStage<User> authenticate(Handshake handshake);

    /**
     * An authenticator that answers at once, or blocks its thread until it knows.
     *
     * @param verification gives the user, or refuses
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

    /** The synchronous form. */
    @FunctionalInterface
    interface Verification {

        /**
         * Verifies a handshake.
         *
         * @param handshake what the client sent; nothing in it is to be trusted
         * @return the user, or null to refuse
         * @throws Exception to refuse, with the code of a {@link ChatException} or with {@link ErrorCode#UNAUTHENTICATED}
         */
        @Nullable
        User verify(Handshake handshake) throws Exception;
    }
}
