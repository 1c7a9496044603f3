package dev.parley.example.nodes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A guest of a {@link Load}, who behaves as the clients of Socket.IO do: connects again when the connection has ended, joins with what it has, and
 * repeats what was not acknowledged. Belongs to the thread of the load.
 */
final class LoadClient {

    private static final int AGAIN_MILLIS = 200;
    private static final int MAX_WAITING = 20;
    private static final int MAX_UNDER_WAY = 4;
    /** What clients of Socket.IO wait before they connect again, at least. */
    private static final int RETURN_MILLIS = 500;

    /** Something about a user's presence that this client was told. */
    record Sighting(String what, String user, int millis) {}

    private final Load load;
    private final String id;
    private final String token;
    private final String room;

    private @Nullable Connection connection;
    private boolean joined;
    private boolean gone;
    private int port;
    private int attempts;
    private int moves;
    private int listed;

    private String epoch = "";
    private long last;
    private int sent;
    /** What is not acknowledged. */
    private final Set<String> waiting = new LinkedHashSet<>();
    /** What of it is not on its way. */
    private final Deque<String> queue = new ArrayDeque<>();

    private int underWay;
    private boolean pausing;
    private final Map<String, Long> acknowledged = new HashMap<>();
    private final List<String> faults = new ArrayList<>();
    private final List<Sighting> sightings = new ArrayList<>();

    LoadClient(Load load, JsonNode guest, String room, int first) {
        this.load = load;
        this.id = guest.path("user").path("id").textValue();
        this.token = guest.path("token").textValue();
        this.room = room;
        this.attempts = first;
    }

    private final class Ears implements Connection.Handler {

        @Override
        public void onEvent(String name, JsonNode data) {
            load.run(() -> hear(name, data));
        }

        @Override
        public void onEnd() {
            load.run(LoadClient.this::lost);
        }
    }

    void connect() {
        if (gone) {
            return;
        }
        List<Integer> ports = load.ports();
        int target = ports.get(attempts++ % ports.size());
        Connection.open(target, Map.of("token", token), new Ears())
                .whenComplete((opened, failure) -> load.run(() -> {
                    if (opened == null) {
                        load.later(AGAIN_MILLIS, this::connect);
                    } else {
                        connection = opened;
                        port = target;
                        join(opened);
                    }
                }));
    }

    private void join(Connection in) {
        Map<String, ?> request = epoch.isEmpty()
                ? Map.of("room", room, "history", 0)
                : Map.of("room", room, "since", Map.of("epoch", epoch, "seq", last));
        in.ask("joinRoom", request)
                .whenComplete((answer, failure) -> load.run(() -> {
                    if (answer == null || in != connection) {
                        return;
                    }
                    if (answer.path("ok").asBoolean()) {
                        in.ask("getPresence", Map.of("users", load.mates(this), "watch", true));
                        joined = true;
                        queue.clear();
                        queue.addAll(waiting);
                        underWay = 0;
                        send();
                    } else {
                        load.refused(answer.path("code").asText());
                        load.later(AGAIN_MILLIS, () -> join(in));
                    }
                }));
    }

    private void lost() {
        connection = null;
        joined = false;
        moves++;
        load.later(RETURN_MILLIS, this::connect);
    }

    private void hear(String event, JsonNode data) {
        switch (event) {
            case "chatHistory" -> begin(data);
            case "message" -> {
                epoch = data.path("epoch").asText();
                entry(data.path("seq").asLong(), data.path("room").asText());
            }
            case "roomChanges" ->
                data.path("changes")
                        .forEach(change -> entry(
                                change.path("seq").asLong(), data.path("room").asText()));
            case "roomReset" -> faults.add("reset: " + data);
            case "presence" ->
                sighted(
                        data.path("status").asText(),
                        data.path("user").path("id").asText());
            case "roomUsers" -> listed = data.path("count").asInt();
            case "userJoined", "userLeft" ->
                sighted(event, data.path("user").path("id").asText());
            default -> {
                // Neither an entry nor somebody's presence.
            }
        }
    }

    private void begin(JsonNode history) {
        if (epoch.isEmpty()) {
            epoch = history.path("epoch").asText();
            last = history.path("head").asLong();
        } else {
            faults.add("reloaded after " + last);
        }
    }

    private void entry(long seq, String of) {
        if (!of.equals(room) || seq != last + 1) {
            faults.add(seq + " of " + of + " after " + last);
        }
        last = seq;
    }

    private void sighted(String what, String user) {
        if (!user.equals(id)) {
            sightings.add(new Sighting(what, user, load.millis()));
        }
    }

    /** Writes a message, unless too many wait: a person would not go on then. */
    void write() {
        if (waiting.size() < MAX_WAITING) {
            String text = id + "-" + sent++;
            waiting.add(text);
            queue.add(text);
            send();
        }
    }

    private void send() {
        Connection to = connection;
        while (to != null && joined && !pausing && underWay < MAX_UNDER_WAY && !queue.isEmpty()) {
            String text = queue.remove();
            underWay++;
            to.ask("chatMessage", Map.of("room", room, "text", text, "clientMsgId", text))
                    .whenComplete((answer, failure) -> load.run(() -> {
                        if (answer != null && to == connection) {
                            answered(text, answer);
                        }
                    }));
        }
    }

    private void answered(String text, JsonNode answer) {
        underWay--;
        if (answer.path("ok").asBoolean()) {
            acknowledged.put(text, answer.path("seq").asLong());
            waiting.remove(text);
        } else if (answer.path("retryable").asBoolean()) {
            load.refused(answer.path("code").asText());
            queue.addFirst(text);
            pausing = true;
            load.later(answer.path("retryAfterMs").asInt(AGAIN_MILLIS), () -> {
                pausing = false;
                send();
            });
        } else {
            faults.add("refused: " + answer);
        }
        send();
    }

    /** Never comes back; its connection is ended by whoever calls this. */
    void stay() {
        gone = true;
    }

    void close() {
        gone = true;
        if (connection != null) {
            connection.close();
        }
    }

    void forgetSightings() {
        sightings.clear();
    }

    String id() {
        return id;
    }

    String room() {
        return room;
    }

    boolean isGone() {
        return gone;
    }

    boolean isJoined() {
        return joined;
    }

    /** Of the server that it is, or was last, connected to. */
    int port() {
        return port;
    }

    int moves() {
        return moves;
    }

    /** How many users there are in the room, by what it was told last. */
    int listed() {
        return listed;
    }

    @Nullable
    Connection connection() {
        return connection;
    }

    String epoch() {
        return epoch;
    }

    long last() {
        return last;
    }

    int sent() {
        return sent;
    }

    Set<String> waiting() {
        return waiting;
    }

    Map<String, Long> acknowledged() {
        return acknowledged;
    }

    List<String> faults() {
        return faults;
    }

    List<Sighting> sightings() {
        return sightings;
    }
}
