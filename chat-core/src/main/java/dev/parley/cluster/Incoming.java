package dev.parley.cluster;

import dev.parley.cluster.ClusterMessage.Kind;
import dev.parley.runtime.FailureLog;
import dev.parley.socketio.InMemoryAdapter;
import dev.parley.socketio.Namespace;
import dev.parley.socketio.event.Ack;
import dev.parley.socketio.event.AckFailure;
import dev.parley.socketio.event.AckSink;
import dev.parley.socketio.event.Args;
import dev.parley.socketio.event.Selection;
import dev.parley.socketio.event.SocketKey;
import dev.parley.socketio.packet.JsonCodec;
import dev.parley.socketio.packet.Packet;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Executes requests of other servers. Malformed ones are skipped and logged, at most once a minute. */
final class Incoming {

    /**
     * Additional fields of a socket's acknowledgement, which Node servers neither write nor read: its id, and all its
     * arguments.
     */
    static final String SOCKET_ID = "sid";

    private static final String ARGS = "args";
    private static final Logger LOG = LoggerFactory.getLogger(Incoming.class);

    /** Maximum time that another server can have sockets wait for acknowledgements. */
    private static final Duration MAX_WAIT = Duration.ofMinutes(5);

    /** The way back to other servers. */
    record Out(String id, ClusterBus.Lane lane) {

        void answer(ClusterMessage question, Kind kind, Map<String, @Nullable Object> data) {
            lane.answer(question.from(), new ClusterMessage(id, question.namespace(), kind, data));
        }
    }

    private final Namespace namespace;
    private final InMemoryAdapter local;
    private final List<SocketKey<?>> shared;
    private final Out out;
    private final Questions questions;
    private final FailureLog failures;
    private final OrderedTasks events;

    Incoming(Namespace namespace, InMemoryAdapter local, List<SocketKey<?>> shared, Out out) {
        this.namespace = namespace;
        this.local = local;
        this.shared = shared;
        this.out = out;
        this.failures = new FailureLog(LOG, local.scheduler()::nanoTime);
        this.questions = new Questions(out.lane(), local, failures);
        this.events = new OrderedTasks(local.executor());
    }

    /** This server's own requests. */
    Questions questions() {
        return questions;
    }

    void receive(ClusterMessage message) {
        try {
            handle(message);
        } catch (RuntimeException unreadable) {
            String skipped = "A message of another server was skipped";
            failures.warn(skipped, skipped, unreadable);
            out.lane().unreadable(message);
        }
    }

    private void handle(ClusterMessage message) {
        if (message.isMirrored()) {
            return;
        }
        JsonBroadcast undecoded = message.broadcast();
        if (undecoded != null) {
            local.deliver(undecoded.event(), undecoded.selection(), message.position());
            return;
        }
        Map<String, @Nullable Object> body = message.data();
        switch (message.kind()) {
            case BROADCAST -> broadcast(message, body);
            case JOIN -> local.socketsJoin(Forms.selection(body), Forms.names(body.get("rooms")));
            case LEAVE -> local.socketsLeave(Forms.selection(body), Forms.names(body.get("rooms")));
            case DISCONNECT -> local.disconnectSockets(Forms.selection(body), Boolean.TRUE.equals(body.get("close")));
            case FETCH_SOCKETS -> fetch(message, body);
            case SERVER_SIDE -> serverSide(message, body);
            case SOCKETS, SERVER_SIDE_ANSWER, CLIENT_COUNT, CLIENT_ACK -> questions.answer(message);
        }
    }

    private void broadcast(ClusterMessage message, Map<String, @Nullable Object> body) {
        Packet packet = Forms.broadcast(namespace.name(), body);
        Selection selection = Forms.selection(body);
        String request = Forms.requestId(body);
        if (request == null) {
            local.deliver(packet, selection, message.position());
        } else {
            local.ask(packet, selection, Forms.timeout(body, MAX_WAIT), new Answers(message, request));
        }
    }

    private void fetch(ClusterMessage message, Map<String, @Nullable Object> body) {
        String request = Forms.text(body, "requestId");
        local.fetchSockets(Forms.selection(body), Duration.ZERO).thenAccept(found -> {
            List<Map<String, @Nullable Object>> forms = found.value().stream()
                    .map(socket -> SocketForm.write(socket, shared, local.json()))
                    .toList();
            out.answer(message, Kind.SOCKETS, Forms.answer(request, "sockets", forms));
        });
    }

    private void serverSide(ClusterMessage message, Map<String, @Nullable Object> body) {
        Packet packet = Forms.packet(namespace.name(), body.get("packet"));
        String request = Forms.requestId(body);
        Ack ack = new ServerAnswer(message, request);
        if (!events.add(() -> namespace.receiveServerSide(packet, ack), PlainSize.of(body))) {
            failures.warn("An event of another server was dropped", new IllegalStateException("too many wait"));
        }
    }

    /** The arguments of an acknowledgement: all of them if the server sent them, otherwise the first. */
    static Args args(Map<String, @Nullable Object> body, JsonCodec json) {
        return body.get(ARGS) instanceof List<?> all
                ? Args.of(all, json)
                : Args.of(Collections.singletonList(body.get("packet")), json);
    }

    private static Map<String, @Nullable Object> answer(String request, List<@Nullable Object> args) {
        Map<String, @Nullable Object> body = Forms.answer(request, "packet", args.isEmpty() ? null : args.get(0));
        if (args.size() != 1) {
            body.put(ARGS, args);
        }
        return body;
    }

    /** Passes on the acknowledgements of local sockets. For the others the requester knows the number. */
    private final class Answers implements AckSink {

        private final ClusterMessage question;
        private final String request;

        Answers(ClusterMessage question, String request) {
            this.question = question;
            this.request = request;
        }

        @Override
        public void recipients(int count) {
            out.answer(question, Kind.CLIENT_COUNT, Forms.answer(request, "clientCount", count));
        }

        @Override
        public void answered(String socketId, Args args) {
            Map<String, @Nullable Object> body = answer(request, args.values());
            body.put(SOCKET_ID, socketId);
            out.answer(question, Kind.CLIENT_ACK, body);
        }

        @Override
        public void missing(String socketId, AckFailure failure) {
            // The requester's own timeout covers this.
        }
    }

    /** This server's acknowledgement of one event, sent once. */
    private final class ServerAnswer implements Ack {

        private final ClusterMessage question;
        private final @Nullable String request;
        private final AtomicBoolean given = new AtomicBoolean();

        ServerAnswer(ClusterMessage question, @Nullable String request) {
            this.question = question;
            this.request = request;
        }

        @Override
        public boolean wanted() {
            return request != null && !given.get();
        }

        @Override
        public void send(@Nullable Object... args) {
            if (request == null) {
                return;
            }
            Packet plain = local.json().plain(Packet.ack(namespace.name(), 0, Arrays.asList(args)));
            if (given.compareAndSet(false, true)) {
                out.answer(question, Kind.SERVER_SIDE_ANSWER, answer(request, plain.args()));
            }
        }
    }
}
