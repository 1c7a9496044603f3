package dev.parley.cluster;

import dev.parley.socketio.RemoteSocket;
import dev.parley.socketio.event.SocketKey;
import dev.parley.socketio.packet.JsonCodec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The form in which servers describe a socket to each other. */
record SocketForm(String id, Map<String, @Nullable Object> handshake, Set<String> rooms, Map<?, ?> data) {

    /** {@code shared} is the data that may leave the server. */
    static Map<String, @Nullable Object> write(RemoteSocket socket, List<SocketKey<?>> shared, JsonCodec json) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        for (SocketKey<?> key : shared) {
            Object value = socket.get(key);
            if (value != null) {
                data.put(key.name(), json.plain(value));
            }
        }
        Map<String, @Nullable Object> form = new LinkedHashMap<>();
        form.put("id", socket.id());
        form.put("handshake", socket.handshake().toMap());
        form.put("rooms", List.copyOf(socket.rooms()));
        form.put("data", data);
        return form;
    }

    /** Throws IllegalArgumentException for malformed values. */
    static SocketForm read(@Nullable Object value) {
        Map<String, @Nullable Object> form = Forms.map(value);
        Map<String, @Nullable Object> handshake =
                form.get("handshake") instanceof Map<?, ?> map ? Forms.map(map) : Map.of();
        return new SocketForm(
                Forms.text(form, "id"),
                handshake,
                Forms.names(form.get("rooms")),
                form.get("data") instanceof Map<?, ?> data ? data : Map.of());
    }
}
