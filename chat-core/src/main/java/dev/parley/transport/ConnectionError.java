package dev.parley.transport;

import java.util.Map;

/**
 * A request that was refused before a session took it.
 *
 * @param request the refused request
 * @param code the protocol's error code, 0 to 5
 * @param message the text that the client got
 * @param context what more is known, under names such as {@code reason}, {@code transport} or {@code sid}; immutable
 */
public record ConnectionError(RequestInfo request, int code, String message, Map<String, String> context) {}
