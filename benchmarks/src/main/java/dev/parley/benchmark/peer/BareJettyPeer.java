package dev.parley.benchmark.peer;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.eclipse.jetty.websocket.core.server.Handshaker;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;
import org.jspecify.annotations.Nullable;

/**
 * The baseline: Jetty's core WebSocket API, one frame per recipient, sent by the thread that read the message. It
 * implements just enough of the protocol for the load generator, parses no JSON, and has no limits and no polling: a
 * budget, not a competitor. Arguments: ping interval in milliseconds.
 */
public final class BareJettyPeer extends Handler.Abstract.NonBlocking {
    private final Map<String, Set<Member>> rooms = new ConcurrentHashMap<>();
    private final Set<Member> members = ConcurrentHashMap.newKeySet();
    private final Handshaker handshaker = Handshaker.newInstance();
    private final WebSocketComponents components;

    private BareJettyPeer(WebSocketComponents components) {
        this.components = components;
    }

    public static void main(String[] args) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        connector.setAcceptQueueSize(4_096);
        server.addConnector(connector);
        WebSocketComponents components = WebSocketServerComponents.ensureWebSocketComponents(server);
        components.getExtensionRegistry().unregister("permessage-deflate");
        BareJettyPeer peer = new BareJettyPeer(components);
        server.setHandler(peer);
        server.start();
        peer.ping(PeerControl.argument(args, 0, 25_000));
        PeerControl.serve(connector.getLocalPort());
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private void ping(int intervalMillis) {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "ping");
            thread.setDaemon(true);
            return thread;
        });
        ByteBuffer ping = shared("2");
        timer.scheduleAtFixedRate(
                () -> members.forEach(member -> member.send(ping)),
                intervalMillis,
                intervalMillis,
                TimeUnit.MILLISECONDS);
    }

    private static ByteBuffer shared(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length);
        return buffer.put(bytes).flip();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        WebSocketNegotiator negotiator = new WebSocketNegotiator() {
            @Override
            public FrameHandler negotiate(
                    org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest upgrade,
                    org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse answer,
                    Callback done) {
                return new Member();
            }
        };
        return handshaker.upgradeRequest(negotiator, request, response, callback, components, null);
    }

    /** A connected client. Frames are received serially; {@code send} is thread-safe. */
    private final class Member implements FrameHandler {
        private @Nullable CoreSession session;
        private @Nullable Set<Member> room;

        @Override
        public void onOpen(CoreSession opened, Callback callback) {
            session = opened;
            members.add(this);
            send(shared("0{\"sid\":\"" + Integer.toHexString(hashCode())
                    + "\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":1000000}"));
            callback.succeeded();
            opened.demand();
        }

        @Override
        public void onFrame(Frame frame, Callback callback) {
            if (frame.getOpCode() == OpCode.TEXT) {
                packet(frame.getPayload());
            }
            callback.succeeded();
            CoreSession open = session;
            if (open != null && frame.getOpCode() != OpCode.CLOSE) {
                open.demand();
            }
        }

        private void packet(ByteBuffer payload) {
            if (payload.remaining() > 2 && payload.get(payload.position() + 2) == '[') {
                broadcast(payload);
                return;
            }
            String text = BufferUtil.toUTF8String(payload);
            if (text.equals("40")) {
                send(shared("40{\"sid\":\"" + Integer.toHexString(hashCode()) + "\"}"));
            } else if (text.startsWith("420")) {
                Set<Member> joined = rooms.computeIfAbsent(text, name -> ConcurrentHashMap.newKeySet());
                joined.add(this);
                room = joined;
                send(shared("430[]"));
            }
        }

        private void broadcast(ByteBuffer payload) {
            ByteBuffer copy = ByteBuffer.allocateDirect(payload.remaining());
            copy.put(payload.slice()).flip();
            Set<Member> joined = room;
            if (joined != null) {
                for (Member member : joined) {
                    member.send(copy);
                }
            }
        }

        private void send(ByteBuffer payload) {
            CoreSession open = session;
            if (open != null) {
                open.sendFrame(new Frame(OpCode.TEXT).setPayload(payload.asReadOnlyBuffer()), Callback.NOOP, false);
            }
        }

        @Override
        public void onError(Throwable cause, Callback callback) {
            callback.succeeded();
        }

        @Override
        public void onClosed(CloseStatus status, Callback callback) {
            members.remove(this);
            Set<Member> joined = room;
            if (joined != null) {
                joined.remove(this);
            }
            callback.succeeded();
        }
    }
}
