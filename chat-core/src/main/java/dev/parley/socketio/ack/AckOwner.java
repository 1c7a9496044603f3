package dev.parley.socketio.ack;

/** A socket with outstanding acknowledgements. */
public interface AckOwner {

    /** The socket's id. */
    String id();

    /** Its outstanding acknowledgements. */
    AckRegistry acks();
}
