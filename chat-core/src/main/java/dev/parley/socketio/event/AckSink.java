package dev.parley.socketio.event;

/**
 * Takes the answers to one broadcast as they come. The methods are called on any thread, {@link #recipients} first and once,
 * then one of the others for each recipient; all must be quick.
 */
public interface AckSink {

    /**
     * The event is about to be sent.
     *
     * @param count how many sockets were asked
     */
    void recipients(int count);

    /**
     * A socket answered.
     *
     * @param socketId its id
     * @param args its arguments
     */
    void answered(String socketId, Args args);

    /**
     * A socket will not answer.
     *
     * @param socketId its id
     * @param failure why
     */
    void missing(String socketId, AckFailure failure);
}
