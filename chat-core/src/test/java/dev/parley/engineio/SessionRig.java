package dev.parley.engineio;

import dev.parley.conformance.LeakCheck;
import dev.parley.transport.Completion;
import dev.parley.transport.ConnectionError;
import dev.parley.transport.Frame;
import dev.parley.transport.OutboundPolicy;
import dev.parley.transport.local.LocalTransport;
import dev.parley.transport.local.LocalWebSocket;
import dev.parley.transport.local.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An engine in memory whose sessions a test offers messages to. */
final class SessionRig implements AutoCloseable {

    static final String WEBSOCKET = "/socket.io/?EIO=4&transport=websocket";
    static final String POLLING = "/socket.io/?EIO=4&transport=polling";

    final ManualScheduler clock = new ManualScheduler();
    final List<Session> sessions = new CopyOnWriteArrayList<>();
    final List<CloseReason> closes = new CopyOnWriteArrayList<>();
    final EngineServer server;
    final LocalTransport transport;

    SessionRig(Consumer<EngineOptions.Builder> configuration) {
        EngineOptions.Builder options = EngineOptions.builder().scheduler(clock).executor(Runnable::run);
        configuration.accept(options);
        server = new EngineServer(options.build(), new Listener());
        transport = LocalTransport.of(server);
        LeakCheck.watch("sessions", server::sessionCount);
        LeakCheck.watch("timers", clock::pending);
    }

    static SessionRig bounded(int messages, long bytes, OutboundPolicy policy) {
        return new SessionRig(options -> options.outbound(new OutboundLimits(messages, bytes, policy)));
    }

    private final class Listener implements EngineListener {

        @Override
        public SessionListener onSession(Session session) {
            sessions.add(session);
            return new SessionListener() {
                @Override
                public void onMessage(Frame message, Completion handled) {
                    handled.succeed();
                }

                @Override
                public void onClose(CloseReason reason, String description) {
                    closes.add(reason);
                }
            };
        }

        @Override
        public void onConnectionError(ConnectionError error) {}
    }

    /** Opens a WebSocket and reads its open packet. */
    LocalWebSocket open() {
        LocalWebSocket socket = transport.webSocket(WEBSOCKET);
        socket.next(Duration.ZERO);
        return socket;
    }

    Session last() {
        return sessions.get(sessions.size() - 1);
    }

    OfferResult offer(Session session, String text) {
        return offer(session, EncodedMessage.of(text, List.of()), OfferMode.NORMAL, null);
    }

    OfferResult offer(Session session, EncodedMessage message, OfferMode mode, @Nullable Completion flushed) {
        OfferResult[] result = new OfferResult[1];
        server.fanOut().submit(session.shard(), turn -> result[0] = turn.offer(session, message, mode, flushed));
        return result[0];
    }

    /** Everything that arrived, as texts. */
    static List<String> received(LocalWebSocket socket) {
        List<String> texts = new ArrayList<>();
        for (Frame frame = socket.next(Duration.ZERO); frame != null; frame = socket.next(Duration.ZERO)) {
            texts.add(frame.isText() ? frame.text() : "binary " + frame.size());
        }
        return texts;
    }

    @Override
    public void close() {
        transport.close();
    }
}
