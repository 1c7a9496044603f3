package dev.parley.socketio.inbound;

/** An ack that notes whether anybody was given it. */
public interface Takeable {

    /** Somebody was given this, and may answer later. */
    void taken();
}
