package dev.parley.transport;

import java.util.Map;

/**
 * A request that was refused before it reached a session.
 *
 * @param request the refused request
 * @param code the protocol's error code, 0 to 5
 * @param message the text sent to the client
 * @param context further details, under names such as {@code reason}, {@code transport} or {@code sid}; immutable
 */
public record ConnectionError(RequestInfo request, int code, String message, Map<String, String> context) {}
