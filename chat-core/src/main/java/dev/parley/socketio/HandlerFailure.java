package dev.parley.socketio;

import org.jspecify.annotations.Nullable;

/**
 * A listener or middleware of the application that threw, or whose stage failed.
 *
 * @param socket whose event it was; null if no socket was concerned
 * @param event the event's name, or {@code connection}, {@code disconnect} and the like
 * @param cause what was thrown
 */
public record HandlerFailure(@Nullable Socket socket, String event, Throwable cause) {}
