package dev.parley.cluster.redis.pubsub;

import dev.parley.cluster.ClusterMessage;
import dev.parley.cluster.ClusterMessage.Kind;
import dev.parley.cluster.Emitter;
import dev.parley.cluster.redis.connection.MessageCodec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Messages in the form of the classic adapter, and the numbers that it has for them. */
final class ClassicForm {

    /** Asks for the ids of sockets. */
    static final int SOCKETS = 0;

    /** Asks for the names of rooms. */
    static final int ALL_ROOMS = 1;

    static final int JOIN = 2;
    static final int LEAVE = 3;
    static final int DISCONNECT = 4;
    static final int FETCH = 5;
    static final int SERVER_SIDE = 6;
    static final int BROADCAST = 7;
    static final int CLIENT_COUNT = 8;
    static final int CLIENT_ACK = 9;

    private static final int EVENT = 2;
    /** What emitters of Socket.IO 2 call an event with bytes. */
    private static final int BINARY_EVENT = 5;

    private ClassicForm() {}

    /** An event that nobody has to acknowledge. */
    static byte[] broadcast(String uid, String namespace, Map<String, @Nullable Object> data) {
        List<@Nullable Object> message = new ArrayList<>();
        message.add(uid);
        message.add(packet(namespace, data));
        message.add(uid.equals(Emitter.ID) ? ordered(opts(data), "rooms", "flags", "except") : opts(data));
        return MessageCodec.packed(message);
    }

    private static Map<String, @Nullable Object> packet(String namespace, Map<String, @Nullable Object> data) {
        Map<String, @Nullable Object> packet = new LinkedHashMap<>(MessageCodec.map(data.get("packet")));
        packet.put("nsp", namespace);
        return packet;
    }

    private static Map<String, @Nullable Object> opts(Map<String, @Nullable Object> data) {
        return MessageCodec.map(data.get("opts"));
    }

    private static Map<String, @Nullable Object> ordered(Map<String, @Nullable Object> all, String... names) {
        Map<String, @Nullable Object> ordered = new LinkedHashMap<>();
        for (String name : names) {
            ordered.put(name, all.get(name));
        }
        return ordered;
    }

    /** All other messages that are no answers. */
    static byte[] request(String uid, ClusterMessage message) {
        Map<String, @Nullable Object> data = message.data();
        Map<String, @Nullable Object> request = new LinkedHashMap<>();
        if (!uid.equals(Emitter.ID) || message.kind() == Kind.SERVER_SIDE) {
            request.put("uid", uid);
        }
        if (data.get("requestId") != null) {
            request.put("requestId", data.get("requestId"));
        }
        int type = switch (message.kind()) {
            case JOIN -> JOIN;
            case LEAVE -> LEAVE;
            case DISCONNECT -> DISCONNECT;
            case FETCH_SOCKETS -> FETCH;
            case SERVER_SIDE -> SERVER_SIDE;
            default -> BROADCAST;
        };
        request.put("type", type);
        if (type == SERVER_SIDE) {
            request.put("data", data.get("packet"));
        } else if (type == BROADCAST) {
            request.put("packet", packet(message.namespace(), data));
            request.put("opts", opts(data));
            return MessageCodec.packed(request);
        } else {
            request.put("opts", ordered(opts(data), "rooms", "except"));
        }
        for (String name : List.of("rooms", "close")) {
            if (data.containsKey(name)) {
                request.put(name, data.get(name));
            }
        }
        return MessageCodec.written(request);
    }

    /** An answer. What Parley adds is not read by Node. */
    static byte[] answer(ClusterMessage message) {
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        Map<String, @Nullable Object> data = new LinkedHashMap<>(message.data());
        switch (message.kind()) {
            case SERVER_SIDE_ANSWER -> {
                answer.put("type", SERVER_SIDE);
                answer.put("requestId", data.remove("requestId"));
                answer.put("data", data.remove("packet"));
            }
            case CLIENT_COUNT -> answer.put("type", CLIENT_COUNT);
            case CLIENT_ACK -> answer.put("type", CLIENT_ACK);
            default -> {
                // An answer without a type.
            }
        }
        answer.putAll(data);
        return message.kind() == Kind.CLIENT_ACK ? MessageCodec.packed(answer) : MessageCodec.written(answer);
    }

    /** The names of rooms, or the ids of sockets, out of the description of sockets. */
    static byte[] list(int type, ClusterMessage sockets) {
        List<@Nullable Object> names = new ArrayList<>();
        if (sockets.data().get("sockets") instanceof List<?> all) {
            for (Object each : all) {
                Map<String, @Nullable Object> socket = MessageCodec.map(each);
                if (type == SOCKETS) {
                    names.add(socket.get("id"));
                } else if (socket.get("rooms") instanceof List<?> rooms) {
                    rooms.stream().filter(room -> !names.contains(room)).forEach(names::add);
                }
            }
        }
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("requestId", sockets.data().get("requestId"));
        answer.put(type == SOCKETS ? "sockets" : "rooms", names);
        return MessageCodec.written(answer);
    }

    /** An event that was published; null if it is one of another namespace. */
    static @Nullable ClusterMessage readBroadcast(String namespace, byte[] payload) {
        if (!(MessageCodec.readPacked(payload) instanceof List<?> parts)
                || parts.size() < 3
                || !(parts.get(0) instanceof String uid)) {
            throw new IllegalArgumentException("no server, packet and selection");
        }
        Map<String, @Nullable Object> packet = MessageCodec.map(parts.get(1));
        if (!namespace.equals(packet.getOrDefault("nsp", "/"))) {
            return null;
        }
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("packet", event(packet));
        data.put("opts", selection(parts.get(2)));
        return new ClusterMessage(checked(uid), namespace, Kind.BROADCAST, data);
    }

    private static Map<String, @Nullable Object> event(Map<String, @Nullable Object> packet) {
        Map<String, @Nullable Object> event = new LinkedHashMap<>(packet);
        if (packet.get("type") instanceof Number type && type.intValue() == BINARY_EVENT) {
            event.put("type", EVENT);
        }
        return event;
    }

    /** Emitters may leave out what is empty. */
    private static Map<String, @Nullable Object> selection(@Nullable Object opts) {
        Map<String, @Nullable Object> selection = new LinkedHashMap<>(MessageCodec.map(opts == null ? Map.of() : opts));
        for (String name : List.of("rooms", "except")) {
            if (selection.get(name) == null) {
                selection.put(name, List.of());
            }
        }
        return selection;
    }

    private static String checked(String uid) {
        if (uid.length() > MessageCodec.MAX_NAME) {
            throw new IllegalArgumentException("an id of " + uid.length() + " characters");
        }
        return uid;
    }

    /** A question or command; null for types that are unknown. */
    static @Nullable ClusterMessage readRequest(String namespace, Map<String, @Nullable Object> request) {
        Kind kind = switch (type(request)) {
            case JOIN -> Kind.JOIN;
            case LEAVE -> Kind.LEAVE;
            case DISCONNECT -> Kind.DISCONNECT;
            case SOCKETS, ALL_ROOMS, FETCH -> Kind.FETCH_SOCKETS;
            case SERVER_SIDE -> Kind.SERVER_SIDE;
            case BROADCAST -> Kind.BROADCAST;
            default -> null;
        };
        if (kind == null) {
            return null;
        }
        String uid = request.get("uid") instanceof String known ? checked(known) : Emitter.ID;
        Map<String, @Nullable Object> data = new LinkedHashMap<>(request);
        data.put("opts", selection(requestOpts(request)));
        if (kind == Kind.JOIN || kind == Kind.LEAVE) {
            data.putIfAbsent("rooms", Collections.singletonList(request.get("room")));
        }
        if (kind == Kind.SERVER_SIDE) {
            data.put("packet", request.get("data"));
        } else if (kind == Kind.BROADCAST) {
            data.put("packet", event(MessageCodec.map(request.get("packet"))));
        }
        return new ClusterMessage(uid, namespace, kind, data);
    }

    /** What is selected; never everything because nothing is said. */
    private static @Nullable Object requestOpts(Map<String, @Nullable Object> request) {
        if (type(request) == SOCKETS) {
            return request;
        }
        if (type(request) == ALL_ROOMS || type(request) == SERVER_SIDE) {
            return Map.of();
        }
        // Adapters before Socket.IO 4 name a single socket.
        return request.get("sid") instanceof String socket && request.get("opts") == null
                ? Map.of("rooms", List.of(socket))
                : MessageCodec.map(request.get("opts"));
    }

    /** -1 if it has none. */
    static int type(Map<String, @Nullable Object> message) {
        return message.get("type") instanceof Number type ? type.intValue() : -1;
    }
}
