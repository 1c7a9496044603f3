package dev.parley.chat;

import dev.parley.model.User;
import dev.parley.socketio.Handshake;
import java.util.concurrent.CompletionStage;

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
}
