package dev.parley.spring.actuate;

import dev.parley.chat.ChatEngine;
import dev.parley.chat.policy.Limit;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** What the engine is doing now: {@code GET /actuator/parley}. */
@Endpoint(id = "parley")
public final class ParleyEndpoint {

    private final ChatEngine engine;

    ParleyEndpoint(ChatEngine engine) {
        this.engine = engine;
    }

    /**
     * The numbers of now, and the limits in force.
     *
     * @param connections connections of clients to the chat
     * @param users users who are connected, each counted once
     * @param rooms named rooms in memory
     * @param limits limits by name; times in milliseconds, sizes in bytes
     * @param cluster how the other servers of a cluster are reached, by namespace; empty for a server alone
     * @param chatCluster {@code hints}: how the other engines of the chat are reached, and {@code presence}: {@code certain}, or {@code
     *     uncertain} while what they share cannot be read; empty for an engine alone
     */
    public record Report(
            int connections,
            int users,
            int rooms,
            Map<String, Long> limits,
            Map<String, String> cluster,
            Map<String, String> chatCluster) {}

    /**
     * Reads the numbers.
     *
     * @return the report
     */
    @ReadOperation
    public Report report() {
        Map<String, Long> limits = new TreeMap<>();
        for (Limit limit : Limit.values()) {
            limits.put(limit.wireName(), engine.limits().get(limit));
        }
        return new Report(
                engine.connections(),
                engine.onlineUsers(),
                engine.liveRooms(),
                limits,
                ClusterStates.of(engine.server()),
                ClusterStates.of(engine));
    }
}
