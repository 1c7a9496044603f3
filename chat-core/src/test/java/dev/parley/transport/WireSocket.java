package dev.parley.transport;

/** A raw WebSocket as a client sees it. Waiting methods wait some seconds at most and fail the test then. */
public interface WireSocket {

    void send(String text);

    void send(byte[] bytes);

    /** Waits for the next message. */
    Frame await();

    /** Waits for the next message and gives its text. */
    default String awaitText() {
        return await().text();
    }

    /** Whether a message is there that was not awaited. */
    boolean hasMessage();

    /** Waits for the end and gives its close code: 1005 for a close frame without code, 1006 for none. */
    int awaitClose();

    boolean isClosed();

    /** Starts the closing handshake. */
    void close(int code);

    /** Drops the connection. */
    void abort();

    /** Stops reading, so that the server's writes pile up. */
    void pause();

    void resume();

    /** The headers of the answer that opened it. */
    HttpHeaders headers();
}
