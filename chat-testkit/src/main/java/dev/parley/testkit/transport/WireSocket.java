package dev.parley.testkit.transport;

import dev.parley.transport.Frame;
import dev.parley.transport.HttpHeaders;

/** A raw WebSocket as a client sees it. Waiting methods wait some seconds at most and fail the test then. */
public interface WireSocket {

    /**
     * Sends a text message. It is lost without a failure if the server has ended the connection, perhaps because of its
     * first bytes.
     *
     * @param text the message
     */
    void send(String text);

    /**
     * Sends a binary message; as {@link #send(String)}.
     *
     * @param bytes the message
     */
    void send(byte[] bytes);

    /**
     * Waits for the next message.
     *
     * @return the whole message
     */
    Frame await();

    /**
     * Waits for the next message and gives its text.
     *
     * @return the text
     */
    default String awaitText() {
        return await().text();
    }

    /**
     * Whether a message is there that was not awaited.
     *
     * @return true if {@link #await} would not wait
     */
    boolean hasMessage();

    /**
     * Waits for the end.
     *
     * @return the close code: 1005 for a close frame without code, 1006 for none
     */
    int awaitClose();

    /**
     * Whether the WebSocket has ended.
     *
     * @return true if {@link #awaitClose} would not wait
     */
    boolean isClosed();

    /**
     * Starts the closing handshake.
     *
     * @param code the close code
     */
    void close(int code);

    /** Drops the connection. */
    void abort();

    /** Stops reading, so that the server's writes pile up. */
    void pause();

    /** Reads on after {@link #pause}. */
    void resume();

    /**
     * The headers of the answer that opened it.
     *
     * @return the headers
     */
    HttpHeaders headers();
}
