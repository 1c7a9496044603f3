package dev.parley.engineio;

import dev.parley.engineio.fanout.CloseReason;
import dev.parley.engineio.fanout.OfferMode;
import dev.parley.engineio.fanout.OfferResult;
import dev.parley.engineio.options.EngineOptions;
import dev.parley.engineio.options.OutboundLimits;
import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.engineio.session.EngineListener;
import dev.parley.engineio.session.Session;
import dev.parley.engineio.session.SessionContext;
import dev.parley.engineio.session.SessionListener;
import dev.parley.testkit.LeakCheck;
import dev.parley.testkit.LocalTransport;
import dev.parley.testkit.LocalWebSocket;
import dev.parley.testkit.ManualScheduler;
import dev.parley.transport.Completion;
import dev.parley.transport.ConnectionError;
import dev.parley.transport.Frame;
import dev.parley.transport.policy.OutboundPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An engine in memory whose sessions a test offers messages to. */
public final class SessionRig implements AutoCloseable {

    public static final String WEBSOCKET = "/socket.io/?EIO=4&transport=websocket";
    public static final String POLLING = "/socket.io/?EIO=4&transport=polling";

    public final ManualScheduler clock = new ManualScheduler();
    public final List<Session> sessions = new CopyOnWriteArrayList<>();
    public final List<CloseReason> closes = new CopyOnWriteArrayList<>();
    public final List<ConnectionError> errors = new CopyOnWriteArrayList<>();
    /** What the layer above does with a new session. */
    private volatile Consumer<Session> opening = session -> {};

    /** The messages that the layer above has not handled, to be told by the test. */
    public final List<Completion> unhandled = new CopyOnWriteArrayList<>();

    private volatile boolean withholding;
    private final AtomicInteger delivered = new AtomicInteger();
    public final EngineServer server;
    public final SessionContext context;
    public final LocalTransport transport;

    public SessionRig(Consumer<EngineOptions.Builder> configuration) {
        EngineOptions.Builder options = EngineOptions.builder().scheduler(clock).executor(Runnable::run);
        configuration.accept(options);
        server = new EngineServer(options.build(), new Listener());
        context = server.context();
        transport = LocalTransport.of(server);
        LeakCheck.watch("sessions", server::sessionCount);
        LeakCheck.watch("bytes held", () -> (int) server.memory().used());
        LeakCheck.watch("timers", clock::pending);
    }

    public static SessionRig bounded(int messages, long bytes, OutboundPolicy policy) {
        return new SessionRig(options -> options.outbound(new OutboundLimits(messages, bytes, policy)));
    }

    private final class Listener implements EngineListener {

        @Override
        public SessionListener onSession(Session session) {
            sessions.add(session);
            opening.accept(session);
            return new SessionListener() {
                @Override
                public void onMessage(Frame message, Completion handled) {
                    delivered.incrementAndGet();
                    if (withholding) {
                        unhandled.add(handled);
                    } else {
                        handled.succeed();
                    }
                }

                @Override
                public void onClose(CloseReason reason, String description) {
                    closes.add(reason);
                }
            };
        }

        @Override
        public void onConnectionError(ConnectionError error) {
            errors.add(error);
        }
    }

    public void onSession(Consumer<Session> action) {
        opening = action;
    }

    /** How many messages came to the layer above. */
    public int delivered() {
        return delivered.get();
    }

    /** From now on messages stay unhandled. */
    public void withhold() {
        withholding = true;
    }

    /** Opens a WebSocket and reads its open packet. */
    public LocalWebSocket open() {
        LocalWebSocket socket = transport.webSocket(WEBSOCKET);
        socket.next(Duration.ZERO);
        return socket;
    }

    /** Sessions on their way in. */
    public int handshakes() {
        return server.handshakes();
    }

    public Session last() {
        return sessions.get(sessions.size() - 1);
    }

    public OfferResult offer(Session session, String text) {
        return offer(session, EncodedMessage.of(text, List.of()), OfferMode.NORMAL, null);
    }

    public OfferResult offer(Session session, EncodedMessage message, OfferMode mode, @Nullable Completion flushed) {
        OfferResult[] result = new OfferResult[1];
        server.fanOut().submit(session.shard(), turn -> result[0] = turn.offer(session, message, mode, flushed));
        return result[0];
    }

    /** Everything that arrived, as texts. */
    public static List<String> received(LocalWebSocket socket) {
        List<String> texts = new ArrayList<>();
        for (Frame frame = socket.next(Duration.ZERO); frame != null; frame = socket.next(Duration.ZERO)) {
            texts.add(frame.isText() ? frame.text() : "binary " + frame.size());
        }
        return texts;
    }

    @Override
    public void close() {
        server.shutdown().toCompletableFuture().join();
        transport.close();
    }
}
