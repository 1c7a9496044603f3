package dev.parley.socketio.event;

/** A registered listener. */
@FunctionalInterface
public interface Subscription {

    /** Removes exactly this listener, and no other equal to it. Repeating the call does nothing. */
    void cancel();
}
