package dev.parley.socketio.event;

/** The registration of a listener. */
@FunctionalInterface
public interface Subscription {

    /** Removes exactly this registration, and no other of an equal listener. Idempotent. */
    void cancel();
}
