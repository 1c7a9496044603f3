package dev.parley.cluster.redis.pubsub;

import dev.parley.cluster.ClusterMessage;
import dev.parley.cluster.ClusterMessage.Kind;
import dev.parley.cluster.redis.connection.MessageCodec;
import dev.parley.cluster.redis.connection.Subscriber.Way;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/** A namespace in the form of the classic adapter. */
final class ClassicLane extends PubSubLane {

    /** The channels of a namespace. */
    private record Names(String events, String requests, String answers) {

        static Names of(String prefix, String namespace) {
            String end = '#' + namespace + '#';
            return new Names(prefix + end, prefix + "-request" + end, prefix + "-response" + end);
        }

        String answersTo(String server) {
            return answers + server + '#';
        }

        /** All channels of events, for PSUBSCRIBE. */
        String pattern() {
            return events.replaceAll("([\\\\*?\\[])", "\\\\$1") + '*';
        }
    }

    private final String namespace;
    private final Names names;
    private final Answering answering = new Answering();
    /** Questions for rooms or ids, which are read as questions for sockets. */
    private final Map<String, Integer> lists = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > Answering.MAX_QUESTIONS;
        }
    });

    ClassicLane(PubSubBus bus, String namespace, String server) {
        this(bus, namespace, server, Names.of(bus.options().channelPrefix(), namespace));
    }

    private ClassicLane(PubSubBus bus, String namespace, String server, Names names) {
        super(
                bus,
                server,
                new Count("NUMSUB", names.requests()),
                List.of(
                        Way.PATTERN.of(names.pattern()),
                        Way.CHANNEL.of(names.requests()),
                        Way.CHANNEL.of(names.answers()),
                        Way.CHANNEL.of(names.answersTo(server))));
        this.namespace = namespace;
        this.names = names;
    }

    @Override
    public CompletionStage<Void> publish(ClusterMessage message) {
        Object request = message.data().get("requestId");
        if (message.kind() == Kind.BROADCAST && request == null) {
            return send(
                    Command.PUBLISH,
                    channel(message.data()),
                    ClassicForm.broadcast(server(), namespace, message.data()));
        }
        if (request instanceof String id) {
            answering.ask(id);
        }
        return send(Command.PUBLISH, names.requests(), ClassicForm.request(server(), message));
    }

    private String channel(Map<String, @Nullable Object> data) {
        return data.get("opts") instanceof Map<?, ?> opts
                        && opts.get("rooms") instanceof List<?> rooms
                        && rooms.size() == 1
                ? names.events() + rooms.get(0) + '#'
                : names.events();
    }

    @Override
    public void answer(String asker, ClusterMessage message) {
        Integer list = message.data().get("requestId") instanceof String id ? lists.remove(id) : null;
        byte[] payload = list == null ? ClassicForm.answer(message) : ClassicForm.list(list, message);
        String channel = bus().options().privateAnswers() ? names.answersTo(asker) : names.answers();
        var unused = send(Command.PUBLISH, channel, payload);
    }

    @Override
    @Nullable
    ClusterMessage parse(String channel, byte[] payload) {
        if (channel.equals(names.requests())) {
            Map<String, @Nullable Object> request = read(payload);
            ClusterMessage message = ClassicForm.readRequest(namespace, request);
            int type = ClassicForm.type(request);
            if (message != null
                    && !message.from().equals(server())
                    && (type == ClassicForm.SOCKETS || type == ClassicForm.ALL_ROOMS)
                    && request.get("requestId") instanceof String id) {
                lists.put(id, type);
            }
            return message;
        }
        return channel.startsWith(names.answers())
                ? answer(read(payload))
                : ClassicForm.readBroadcast(namespace, payload);
    }

    private static Map<String, @Nullable Object> read(byte[] payload) {
        return MessageCodec.map(MessageCodec.read(payload, Integer.MAX_VALUE));
    }

    private @Nullable ClusterMessage answer(Map<String, @Nullable Object> answer) {
        Object request = answer.get("requestId");
        Map<String, @Nullable Object> data = new LinkedHashMap<>(answer);
        Kind kind;
        String from;
        switch (ClassicForm.type(answer)) {
            case ClassicForm.SERVER_SIDE -> {
                kind = Kind.SERVER_SIDE_ANSWER;
                data.put("packet", answer.get("data"));
                from = answering.server(request, 0);
            }
            case ClassicForm.CLIENT_COUNT -> {
                kind = Kind.CLIENT_COUNT;
                from = answering.server(
                        request, answer.get("clientCount") instanceof Number count ? count.intValue() : 0);
            }
            case ClassicForm.CLIENT_ACK -> {
                kind = Kind.CLIENT_ACK;
                from = answering.acknowledged(request);
            }
            default -> {
                kind = Kind.SOCKETS;
                from = answer.get("sockets") instanceof List<?> ? answering.server(request, 0) : null;
            }
        }
        return from == null ? null : new ClusterMessage(from, namespace, kind, data);
    }
}
