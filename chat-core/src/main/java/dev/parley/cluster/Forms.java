package dev.parley.cluster;

import dev.parley.socketio.event.Selection;
import dev.parley.socketio.packet.Packet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of messages, in the order used by the reference. Incoming messages are untrusted: mismatches throw
 * IllegalArgumentException.
 */
final class Forms {

    /** Maximum number of rooms in a selection. */
    static final int MAX_ROOMS = 10_000;

    /** Maximum length of a room name, in characters. */
    static final int MAX_NAME = 4_096;

    /** A flag of events that servers of Parley skip: their sockets get them in another way. Others pass on flags that they do not know. */
    static final String MIRRORED = "p";

    private static final int EVENT = 2;

    private Forms() {}

    /** {@code packet} has plain arguments; {@code timeout} is null if no acknowledgement is requested. */
    static Map<String, @Nullable Object> broadcast(
            Packet packet, Selection selection, @Nullable String requestId, @Nullable Duration timeout) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("type", EVENT);
        event.put("data", event(packet));
        body.put("packet", event);
        if (requestId != null) {
            body.put("requestId", requestId);
        }
        body.put("opts", selection(selection, timeout));
        return body;
    }

    /** An event that servers of Parley skip. */
    static Map<String, @Nullable Object> mirrored(Packet packet, Selection selection) {
        Map<String, @Nullable Object> body = broadcast(packet, selection, null, null);
        Map<String, @Nullable Object> flags = new LinkedHashMap<>(flags(body).size() + 1);
        flags(body).forEach((name, value) -> flags.put(String.valueOf(name), value));
        flags.put(MIRRORED, true);
        map(body.get("opts")).put("flags", flags);
        return body;
    }

    static boolean isMirrored(Map<String, @Nullable Object> body) {
        return Boolean.TRUE.equals(flags(body).get(MIRRORED));
    }

    static Map<String, @Nullable Object> rooms(Selection selection, Collection<String> rooms) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("opts", selection(selection, null));
        body.put("rooms", List.copyOf(rooms));
        return body;
    }

    static Map<String, @Nullable Object> disconnect(Selection selection, boolean close) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("opts", selection(selection, null));
        body.put("close", close);
        return body;
    }

    static Map<String, @Nullable Object> fetch(Selection selection, String requestId) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("opts", selection(selection, null));
        body.put("requestId", requestId);
        return body;
    }

    static Map<String, @Nullable Object> serverSide(Packet packet, @Nullable String requestId) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        if (requestId != null) {
            body.put("requestId", requestId);
        }
        body.put("packet", event(packet));
        return body;
    }

    /** An answer with one field besides the request id. */
    static Map<String, @Nullable Object> answer(String requestId, String name, @Nullable Object value) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("requestId", requestId);
        body.put(name, value);
        return body;
    }

    private static List<@Nullable Object> event(Packet packet) {
        List<@Nullable Object> items = new ArrayList<>(packet.args().size() + 1);
        items.add(packet.event());
        items.addAll(packet.args());
        return Collections.unmodifiableList(items);
    }

    private static Map<String, Object> selection(Selection selection, @Nullable Duration timeout) {
        Map<String, Object> flags = new LinkedHashMap<>();
        if (selection.isVolatile()) {
            flags.put("volatile", true);
        }
        if (!selection.compress()) {
            flags.put("compress", false);
        }
        if (timeout != null) {
            flags.put("timeout", timeout.toMillis());
        }
        Map<String, Object> opts = new LinkedHashMap<>();
        opts.put("rooms", List.copyOf(selection.rooms()));
        opts.put("except", List.copyOf(selection.except()));
        opts.put("flags", flags);
        return opts;
    }

    /** The event of a broadcast, or of a server for others. */
    static Packet packet(String namespace, @Nullable Object items) {
        if (items instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof String name) {
            return Packet.event(namespace, null, name, Collections.unmodifiableList(list.subList(1, list.size())));
        }
        throw new IllegalArgumentException("an event without a name");
    }

    static Packet broadcast(String namespace, Map<String, @Nullable Object> body) {
        Map<String, @Nullable Object> packet = map(body.get("packet"));
        if (!(packet.get("type") instanceof Number type) || type.intValue() != EVENT) {
            throw new IllegalArgumentException("a packet that is no event");
        }
        return packet(namespace, packet.get("data"));
    }

    /** The selected sockets on this server. */
    static Selection selection(Map<String, @Nullable Object> body) {
        Map<String, @Nullable Object> opts = map(body.get("opts"));
        Map<?, ?> flags = flags(body);
        return new Selection(
                names(opts.get("rooms")),
                names(opts.get("except")),
                true,
                Boolean.TRUE.equals(flags.get("volatile")),
                !Boolean.FALSE.equals(flags.get("compress")));
    }

    /** How long the sender waits for acknowledgements. */
    static Duration timeout(Map<String, @Nullable Object> body, Duration most) {
        Object millis = flags(body).get("timeout");
        if (!(millis instanceof Number number) || number.longValue() < 0) {
            return most;
        }
        Duration wanted = Duration.ofMillis(number.longValue());
        return wanted.compareTo(most) > 0 ? most : wanted;
    }

    private static Map<?, ?> flags(Map<String, @Nullable Object> body) {
        return map(body.get("opts")).get("flags") instanceof Map<?, ?> flags ? flags : Map.of();
    }

    static @Nullable String requestId(Map<String, @Nullable Object> body) {
        return body.get("requestId") instanceof String id ? id : null;
    }

    static Set<String> names(@Nullable Object value) {
        if (!(value instanceof List<?> list) || list.size() > MAX_ROOMS) {
            throw new IllegalArgumentException("no list of rooms");
        }
        Set<String> names = new LinkedHashSet<>();
        for (Object item : list) {
            if (!(item instanceof String name) || name.length() > MAX_NAME) {
                throw new IllegalArgumentException("no name of a room");
            }
            names.add(name);
        }
        return names;
    }

    static String text(Map<String, @Nullable Object> body, String name) {
        if (body.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("no text: " + name);
    }

    @SuppressWarnings("unchecked") // plain values: map keys are texts
    static Map<String, @Nullable Object> map(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, @Nullable Object>) map;
        }
        throw new IllegalArgumentException("no map");
    }
}
