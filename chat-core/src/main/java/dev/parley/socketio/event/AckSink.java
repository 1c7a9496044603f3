package dev.parley.socketio.event;

/**
 * Receives the acknowledgements of one broadcast as they arrive. The methods are called on any thread, {@link
 * #recipients} first and once, then one of the others for each recipient; all must be fast.
 */
public interface AckSink {

    /**
     * The event is about to be sent.
     *
     * @param count the number of recipients
     */
    void recipients(int count);

    /**
     * A socket acknowledged the event.
     *
     * @param socketId its id
     * @param args the arguments of the acknowledgement
     */
    void answered(String socketId, Args args);

    /**
     * A socket will not acknowledge the event.
     *
     * @param socketId its id
     * @param failure the reason
     */
    void missing(String socketId, AckFailure failure);
}
