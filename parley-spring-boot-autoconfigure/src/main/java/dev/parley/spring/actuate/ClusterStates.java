package dev.parley.spring.actuate;

import dev.parley.socketio.Adapter;
import dev.parley.socketio.SocketServer;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How the other servers of a cluster are reached, for operators. */
final class ClusterStates {

    private ClusterStates() {}

    /** The state and what is wrong, by namespace; empty for a server alone. */
    static Map<String, String> of(SocketServer server) {
        Map<String, String> states = new TreeMap<>();
        server.health().forEach((namespace, health) -> {
            if (health.link() != Adapter.Link.ALONE) {
                String state = health.link().name().toLowerCase(Locale.ROOT);
                states.put(namespace, health.reason().isEmpty() ? state : state + ": " + health.reason());
            }
        });
        return states;
    }
}
