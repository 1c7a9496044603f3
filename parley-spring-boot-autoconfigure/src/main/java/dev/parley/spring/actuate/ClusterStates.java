package dev.parley.spring.actuate;

import dev.parley.chat.ChatEngine;
import dev.parley.chat.cluster.ChatCluster;
import dev.parley.socketio.Adapter;
import dev.parley.socketio.SocketServer;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How the other servers and engines of a cluster are reached, for operators. */
final class ClusterStates {

    private ClusterStates() {}

    /** The state and what is wrong, by namespace; empty for a server alone. */
    static Map<String, String> of(SocketServer server) {
        Map<String, String> states = new TreeMap<>();
        server.health().forEach((namespace, health) -> {
            if (health.link() != Adapter.Link.ALONE) {
                states.put(namespace, text(health));
            }
        });
        return states;
    }

    /** The way of hints to the other engines of the chat, and whether presence is certain; empty for an engine alone. */
    static Map<String, String> of(ChatEngine engine) {
        ChatCluster cluster = engine.cluster();
        Map<String, String> states = new TreeMap<>();
        if (cluster != ChatCluster.alone()) {
            states.put("presence", engine.presenceIsCertain() ? "certain" : "uncertain");
            Adapter.Health health = cluster.health();
            if (health.link() != Adapter.Link.ALONE) {
                states.put("hints", text(health));
            }
        }
        return states;
    }

    private static String text(Adapter.Health health) {
        String state = health.link().name().toLowerCase(Locale.ROOT);
        return health.reason().isEmpty() ? state : state + ": " + health.reason();
    }
}
