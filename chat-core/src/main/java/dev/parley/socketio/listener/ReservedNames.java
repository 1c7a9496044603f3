package dev.parley.socketio.listener;

import java.util.Set;

/** Event names that are reserved and cannot be emitted. */
public final class ReservedNames {

    private static final Set<String> SOCKET =
            Set.of("connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener");
    private static final Set<String> NAMESPACE = Set.of("connect", "connection", "new_namespace");

    private ReservedNames() {}

    public static String checkSocketEvent(String event) {
        return check(event, SOCKET);
    }

    public static String checkServerEvent(String event) {
        return check(event, NAMESPACE);
    }

    private static String check(String event, Set<String> reserved) {
        if (reserved.contains(event)) {
            throw new IllegalArgumentException("\"" + event + "\" is a reserved event name");
        }
        return event;
    }
}
