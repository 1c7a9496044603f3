package demo.transport;

import java.io.IOException;

/** The peer does not keep to HTTP, or asks for too much: it is answered once more, and the connection closed. */
final class BadRequestException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;

    BadRequestException(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
