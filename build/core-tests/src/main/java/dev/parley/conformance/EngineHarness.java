package dev.parley.conformance;

import dev.parley.engineio.EngineServer;
import dev.parley.engineio.options.EngineOptions;
import dev.parley.engineio.session.EngineListener;
import dev.parley.engineio.session.Session;
import dev.parley.engineio.session.SessionListener;
import dev.parley.testkit.LeakCheck;
import dev.parley.testkit.ManualScheduler;
import dev.parley.testkit.transport.TransportFixture;
import dev.parley.testkit.transport.WireCall;
import dev.parley.testkit.transport.WireClient;
import dev.parley.testkit.transport.WireResponse;
import dev.parley.testkit.transport.WireSocket;
import dev.parley.transport.ConnectionError;
import dev.parley.transport.HttpHeaders;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * An engine under test behind some binding, with a clock that the test moves. It is closed, and searched for what is left,
 * after the test.
 */
public final class EngineHarness implements AutoCloseable {

    public static final String POLLING = "/engine.io/?EIO=4&transport=polling";
    public static final String WEBSOCKET = "/engine.io/?EIO=4&transport=websocket";

    private static final Pattern SID = Pattern.compile("\"sid\":\"([^\"]+)\"");
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final ManualScheduler clock = new ManualScheduler();
    private final BlockingQueue<ConnectionError> errors = new LinkedBlockingQueue<>();
    private final Map<String, EnginePeer> peers = new ConcurrentHashMap<>();
    private final EngineServer server;
    private final TransportFixture fixture;
    private volatile boolean echo;
    private volatile boolean withhold;
    private volatile Consumer<EnginePeer> onSession = peer -> {};

    private EngineHarness(WireFixture wire, Consumer<EngineOptions.Builder> configuration) {
        EngineOptions.Builder options =
                EngineOptions.builder().path("/engine.io/").scheduler(clock);
        configuration.accept(options);
        server = new EngineServer(options.build(), new Listener());
        WatchedHandler watched = new WatchedHandler(server);
        fixture = wire.start(watched);
        LeakCheck.closing(this);
        LeakCheck.watch("sessions", server::sessionCount);
        LeakCheck.watch("bytes held", () -> (int) server.memory().used());
        LeakCheck.watch("timers", clock::pending);
        LeakCheck.watch("held requests", watched::held);
    }

    /** Starts an engine with the default options. */
    public static EngineHarness start(WireFixture wire) {
        return new EngineHarness(wire, options -> {});
    }

    /** Starts an engine. */
    public static EngineHarness start(WireFixture wire, Consumer<EngineOptions.Builder> configuration) {
        return new EngineHarness(wire, configuration);
    }

    /** From now on new sessions echo what they get. */
    public EngineHarness echoing() {
        echo = true;
        return this;
    }

    /** From now on new sessions keep the completions of what they get. */
    public EngineHarness withholding() {
        withhold = true;
        return this;
    }

    /** Called with each new session while it opens. */
    public EngineHarness onSession(Consumer<EnginePeer> action) {
        onSession = action;
        return this;
    }

    private final class Listener implements EngineListener {

        @Override
        public SessionListener onSession(Session session) {
            EnginePeer peer = new EnginePeer(server.fanOut(), session, echo, withhold);
            peers.put(session.sid(), peer);
            onSession.accept(peer);
            return peer;
        }

        @Override
        public void onConnectionError(ConnectionError error) {
            errors.add(error);
        }
    }

    public WireClient client() {
        return fixture.client();
    }

    public boolean overNetwork() {
        return fixture.overNetwork();
    }

    public boolean noticesAbandonedPolls() {
        return fixture.noticesAbandonedPolls();
    }

    public EngineServer server() {
        return server;
    }

    /** Tasks that wait for the clock. */
    public int pendingTimers() {
        return clock.pending();
    }

    /** Moves the clock. */
    public void pass(Duration duration) {
        clock.advance(duration);
    }

    public void passMillis(long millis) {
        clock.advance(Duration.ofMillis(millis));
    }

    /** Opens a session by polling and gives its id. */
    public String openPolling() {
        return sidOf(client().get(POLLING).await());
    }

    /** The address of a polling session. */
    public static String polling(String sid) {
        return POLLING + "&sid=" + sid;
    }

    /** The address to upgrade a polling session. */
    public static String upgrade(String sid) {
        return WEBSOCKET + "&sid=" + sid;
    }

    public static String sidOf(WireResponse response) {
        return sidOf(response.text());
    }

    /** The session id in an open packet. */
    public static String sidOf(String openPacket) {
        Matcher sid = SID.matcher(openPacket);
        if (!sid.find()) {
            throw new AssertionError("no sid in " + openPacket);
        }
        return sid.group(1);
    }

    /** A GET for packets that the server is known to hold. */
    public WireCall poll(String sid) {
        WireCall call = client().get(polling(sid));
        if (fixture.overNetwork()) {
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(2))
                    .atMost(LIMIT)
                    .until(() -> call.isDone() || !isPollable(sid) || isHeld(sid));
        }
        return call;
    }

    private boolean isPollable(String sid) {
        return server.sessions().stream().anyMatch(session -> session.sid().equals(sid));
    }

    private boolean isHeld(String sid) {
        return peer(sid).session().isWritable();
    }

    /** An open WebSocket whose open packet was read. */
    public Opened openWebSocket() {
        return openWebSocket(HttpHeaders.none());
    }

    public Opened openWebSocket(HttpHeaders headers) {
        WireSocket socket = client().webSocket(WEBSOCKET, headers);
        String open = socket.awaitText();
        return new Opened(socket, open, peer(sidOf(open)));
    }

    /** A session over a WebSocket. */
    public record Opened(WireSocket socket, String openPacket, EnginePeer peer) {

        public String sid() {
            return sidOf(openPacket);
        }
    }

    /** The server's side of a session. */
    public EnginePeer peer(String sid) {
        EnginePeer peer = peers.get(sid);
        if (peer == null) {
            throw new AssertionError("no session " + sid);
        }
        return peer;
    }

    public ConnectionError awaitError() {
        return EnginePeer.take(errors);
    }

    public boolean hasError() {
        return !errors.isEmpty();
    }

    /** Waits until something is so. */
    public static void eventually(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await().pollInterval(Duration.ofMillis(2)).atMost(LIMIT).until(condition);
    }

    @Override
    public void close() {
        fixture.close();
    }
}
