package dev.parley.conformance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.EngineHarness;
import dev.parley.conformance.EnginePeer;
import dev.parley.conformance.SocketHarness;
import dev.parley.conformance.SocketHarness.Pair;
import dev.parley.conformance.SocketPeer;
import dev.parley.conformance.WireFixture;
import dev.parley.engineio.options.OutboundLimits;
import dev.parley.socketio.Socket;
import dev.parley.socketio.event.DisconnectReason;
import dev.parley.socketio.handshake.ConnectError;
import dev.parley.socketio.packet.PacketLimits;
import dev.parley.testkit.transport.WireRequest;
import dev.parley.testkit.transport.WireSocket;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.policy.CorsPolicy;
import dev.parley.transport.policy.OutboundPolicy;
import java.util.Base64;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a client must not get at, and what it must not be able to break. */
public interface SecurityConformance extends WireFixture {

    String ORIGIN = "https://app.example";

    @Test
    default void socketIds_many_areRandomAndDistinctFromSessionIdsAndWhatTheClientSends() {
        SocketHarness io = SocketHarness.start(this);
        io.server().of("/a");
        Set<String> ids = new HashSet<>();
        BitSet moved = new BitSet();
        byte[] first = {};
        for (int i = 0; i < 100; i++) {
            SocketPeer peer = new SocketPeer(
                    io.client().webSocket(SocketHarness.WEBSOCKET + "&id=wish" + i, HttpHeaders.of("X-Id", "wish")));
            ids.add(EngineHarness.sidOf(peer.awaitText()));
            ids.add(peer.join("", "{\"sid\":\"wish\",\"id\":\"wish\"}").sid());
            byte[] bytes = Base64.getUrlDecoder().decode(peer.sid());
            assertThat(bytes.length * 8).isGreaterThanOrEqualTo(120);
            first = i == 0 ? bytes : first;
            for (int bit = 0; bit < bytes.length * 8; bit++) {
                moved.set(bit, moved.get(bit) || ((bytes[bit / 8] ^ first[bit / 8]) >> (bit % 8) & 1) == 1);
            }
            ids.add(peer.join("/a").sid());
        }

        assertThat(ids).hasSize(300).noneMatch(id -> id.contains("wish"));
        assertThat(moved.cardinality()).as("bits that are not always the same").isGreaterThanOrEqualTo(120);
    }

    @Test
    default void sid_ofAnother_continuesNothingOnAMismatchedTransport() {
        SocketHarness io = SocketHarness.start(this);
        WireSocket webSocket = io.client().webSocket(SocketHarness.WEBSOCKET);
        String sid = EngineHarness.sidOf(webSocket.awaitText());
        SocketPeer owner = new SocketPeer(webSocket).join("");
        String polling = SocketHarness.POLLING + "&sid=" + sid;

        assertThat(io.client().get(polling).await().status()).isEqualTo(400);
        assertThat(io.client().post(polling, "42[\"forged\"]").await().status()).isEqualTo(400);
        WireSocket thief = io.client().webSocket(SocketHarness.WEBSOCKET + "&sid=" + sid);
        thief.awaitClose();

        io.server().emit("still");
        owner.expect("42[\"still\"]");
    }

    @Test
    default void refusedNamespace_getsNoEventsNoBroadcastsNoRooms() {
        SocketHarness io = SocketHarness.start(this);
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        io.server().of("/vip").use((socket, next) -> next.refuse(new ConnectError("no")));
        io.server().of("/vip").onConnection(socket -> socket.onAny(event -> received.add(event.name())));
        SocketPeer peer = io.connect();

        peer.send("40/vip,").expect("44/vip,{\"message\":\"no\"}");
        peer.send("40/nowhere,").expect("44/nowhere,{\"message\":\"Invalid namespace\"}");
        io.server().of("/vip").emit("secret");
        io.server().emit("public");

        peer.expect("42[\"public\"]");
        assertThat(io.server().of("/vip").rooms()).isEmpty();
        peer.send("42/vip,[\"order\"]").awaitClose();
        assertThat(received).isEmpty();
    }

    @Test
    default void refusedMiddleware_leavesNoRoomsAndNoWayIn() {
        SocketHarness io = SocketHarness.start(this);
        AtomicReference<Socket> refused = new AtomicReference<>();
        io.server().of("/vip").use((socket, next) -> {
            socket.join("board");
            refused.set(socket);
            next.refuse(new ConnectError("no"));
        });
        SocketPeer peer = io.connect();

        peer.send("40/vip,").expect("44/vip,{\"message\":\"no\"}");
        refused.get().join("later");
        io.server().of("/vip").to("board", "later", refused.get().id()).emit("secret");
        io.server().emit("public");

        peer.expect("42[\"public\"]");
        assertThat(io.server().of("/vip").rooms()).isEmpty();
        assertThat(io.server().of("/vip").sockets()).isEmpty();
    }

    @Test
    default void middleware_noAuthPayload_runsAllTheSame() {
        SocketHarness io = SocketHarness.start(this);
        io.server().use((socket, next) -> {
            if (socket.handshake().auth("token", String.class) == null) {
                next.refuse("no token");
            } else {
                next.proceed();
            }
        });

        io.open().send("40").expect("44{\"message\":\"no token\"}");
        io.open().send("40{}").expect("44{\"message\":\"no token\"}");
        io.open().join("", "{\"token\":\"x\"}");
    }

    @Test
    default void otherOrigin_isRefusedByWebSocketAndGetsNoPermissionByHttp() {
        SocketHarness io =
                SocketHarness.start(this, options -> options.engine(engine -> engine.cors(CorsPolicy.of(ORIGIN))));
        HttpHeaders evil = HttpHeaders.of("Origin", "https://evil.example");

        assertThat(io.client().refusedWebSocket(SocketHarness.WEBSOCKET, evil).status())
                .isEqualTo(403);
        assertThat(io.client()
                        .send(WireRequest.get(SocketHarness.POLLING).header("Origin", "https://evil.example"))
                        .await()
                        .headers()
                        .first("Access-Control-Allow-Origin"))
                .isNull();
        assertThat(io.client()
                        .webSocket(SocketHarness.WEBSOCKET, HttpHeaders.of("Origin", ORIGIN))
                        .awaitText())
                .startsWith("0{");
    }

    @Test
    default void attachments_beyondTheirNumber_closeTheConnection() {
        SocketHarness io = SocketHarness.start(this, options -> options.limits(new PacketLimits(2, 10)));

        io.connect()
                .send("453-[\"x\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1},"
                        + "{\"_placeholder\":true,\"num\":2}]")
                .awaitClose();
        io.connect().send("45999999999999-[\"x\"]").awaitClose();
    }

    @Test
    default void payload_beyondDepth_closesTheConnection() {
        SocketHarness io = SocketHarness.start(this, options -> options.limits(new PacketLimits(2, 10)));

        io.connect().send("42[\"x\"," + "[".repeat(11) + "]".repeat(11) + "]").awaitClose();
        io.connect()
                .send("42[\"x\"," + "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000) + "]")
                .awaitClose();
    }

    @Test
    default void payload_beyondSize_closesTheConnectionAndIsNotDelivered() {
        SocketHarness io = SocketHarness.start(this, options -> options.engine(engine -> engine.maxPayload(1_000)));
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        io.server().onConnection(socket -> socket.onAny(event -> received.add(event.name())));

        io.pair().peer().send("42[\"x\",\"" + "y".repeat(1_000) + "\"]").awaitClose();

        assertThat(received).isEmpty();
    }

    @Test
    default void malformedPacket_closesThatConnectionOnly() {
        SocketHarness io = SocketHarness.start(this);
        SocketPeer other = io.connect();
        for (String packet :
                new String[] {"4", "49", "42", "42{}", "42[", "42[1", "451-", "40[]", "4x", "", "9", "42[\"connect\"]"
                }) {
            SocketPeer peer = io.connect();
            peer.send(packet).awaitClose();
        }

        io.server().emit("alive");
        other.expect("42[\"alive\"]");
    }

    @Test
    default void peerThatReadsNothing_costsItsBoundAndIsClosedAlone() {
        SocketHarness io = SocketHarness.start(
                this,
                options -> options.engine(
                        engine -> engine.outbound(new OutboundLimits(50, 5_000_000, OutboundPolicy.close()))));
        BlockingQueue<DisconnectReason> ends = new LinkedBlockingQueue<>();
        io.server().onConnection(socket -> socket.onDisconnect((reason, detail) -> ends.add(reason)));
        Pair deaf = io.pair();
        SocketHarness.stuff(deaf);
        SocketPeer reader = io.connect();
        int queued = 0;

        for (int i = 0; deaf.socket().connected() && i < 100; i++) {
            io.server().emit("news", i);
            queued = Math.max(queued, deaf.socket().queuedMessages());
            reader.expect("42[\"news\"," + i + "]");
        }

        assertThat(EnginePeer.take(ends)).isEqualTo(DisconnectReason.SLOW_CONSUMER);
        assertThat(queued).isBetween(2, 50);
        io.server().emit("end");
        assertThat(reader.awaitText()).isEqualTo("42[\"end\"]");
    }
}
