package dev.parley.socketio.ack;

/** A socket that owes answers. */
public interface AckOwner {

    /** Its id. */
    String id();

    /** What it owes. */
    AckRegistry acks();
}
