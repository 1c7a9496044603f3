package dev.parley.spring;

import java.io.Serial;

/** The application's settings do not go together; says what to change. */
final class ParleyConfigurationException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String action;

    ParleyConfigurationException(String message, String action) {
        super(message);
        this.action = action;
    }

    String action() {
        return action;
    }
}
