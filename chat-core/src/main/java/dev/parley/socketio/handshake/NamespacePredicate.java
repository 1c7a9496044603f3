package dev.parley.socketio.handshake;

import java.util.concurrent.CompletionStage;

/** Decides whether a namespace that a client asks for exists. */
@FunctionalInterface
public interface NamespacePredicate {

    /**
     * Decides about a name that is not registered yet.
     *
     * @param name the name, starting with {@code /}
     * @param handshake the client's handshake, with its auth payload
     * @return completes with true to create the namespace; a failed stage counts as false
     */
    CompletionStage<Boolean> test(String name, Handshake handshake);
}
