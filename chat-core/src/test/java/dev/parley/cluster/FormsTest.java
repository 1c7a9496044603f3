package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.socketio.event.Selection;
import dev.parley.socketio.handshake.Handshake;
import dev.parley.socketio.packet.JsonCodec;
import dev.parley.socketio.packet.MsgpackCodec;
import dev.parley.socketio.packet.Packet;
import dev.parley.socketio.packet.PacketLimits;
import dev.parley.transport.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The members of messages as servers of Node write them: recorded from @socket.io/redis-streams-adapter 0.3.1. */
final class FormsTest {

    private static final Selection EVERYONE = new Selection(Set.of(), Set.of(), false, false, true);

    private static final String ALL =
            "{\"packet\":{\"type\":2,\"data\":[\"ev\",1,\"two\",{\"three\":3}]},\"opts\":{\"rooms\":[],\"except\":[],\"flags\":{}}}";
    private static final String VOLATILE =
            "{\"packet\":{\"type\":2,\"data\":[\"ev\",\"y\"]},\"opts\":{\"rooms\":[\"room1\",\"room2\"],\"except\":[\"room3\"],"
                    + "\"flags\":{\"volatile\":true,\"compress\":false}}}";
    private static final String JOIN =
            "{\"opts\":{\"rooms\":[\"room1\"],\"except\":[],\"flags\":{}},\"rooms\":[\"room4\",\"room5\"]}";
    private static final String DISCONNECT =
            "{\"opts\":{\"rooms\":[\"room4\"],\"except\":[],\"flags\":{}},\"close\":true}";
    private static final String ASK =
            "{\"packet\":{\"type\":2,\"data\":[\"ask\",\"how\"]},\"requestId\":\"8c59e86d71577b8e\","
                    + "\"opts\":{\"rooms\":[\"room1\"],\"except\":[],\"flags\":{\"timeout\":800}}}";
    private static final String SOCKET =
            "{\"id\":\"59pR59UM4xkiHNaYAAAC\",\"handshake\":{\"headers\":{\"host\":\"h\"},\"time\":\"Sat Nov 28 2026 13:41:13 GMT+0000 "
                    + "(Coordinated Universal Time)\",\"address\":\"127.0.0.1\",\"xdomain\":false,\"secure\":false,\"issued\":1795873273000,"
                    + "\"url\":\"/socket.io/?EIO=4&transport=websocket\",\"query\":{\"EIO\":\"4\",\"transport\":\"websocket\"},\"auth\":{\"n\":\"c2\"}},"
                    + "\"rooms\":[\"59pR59UM4xkiHNaYAAAC\",\"room1\",\"room4\"],\"data\":{\"name\":\"B-c2\"}}";
    private static final String BINARY =
            "gqZwYWNrZXSCpHR5cGUCpGRhdGGTo2JpbsQDAQIDgaFixAH/pG9wdHODpXJvb21zkaVyb29tMaZleGNlcHSQpWZsYWdzgA==";

    private static final byte[] AROUND = {
        (byte) 0x83, (byte) 0xa4, 't', 'y', 'p', 'e', 2, (byte) 0xa4, 'd', 'a', 't', 'a', (byte) 0x92, (byte) 0xa1, 'm'
    };
    private static final byte[] BEHIND = {(byte) 0xa3, 'n', 's', 'p', (byte) 0xa1, '/'};

    private static Selection in(String room) {
        return new Selection(Set.of(room), Set.of(), false, false, true);
    }

    private static Packet event(String name, @Nullable Object... args) {
        return Packet.event("/", null, name, Arrays.asList(args));
    }

    private static String json(Map<String, @Nullable Object> body) {
        Packet packet = Packet.ack("/", 0, List.of(body));
        ByteBuffer text = JsonCodec.standard().encode(packet).head().payload();
        String encoded = StandardCharsets.UTF_8.decode(text).toString();
        return encoded.substring("30[".length(), encoded.length() - 1);
    }

    private static Map<String, @Nullable Object> read(String json) {
        return only(JsonCodec.standard().decoder(PacketLimits.defaults()).add(Frame.text("30[" + json + "]")));
    }

    @Test
    void broadcast_asRecorded_isWrittenAndRead() {
        assertThat(json(Forms.broadcast(event("ev", 1, "two", Map.of("three", 3)), EVERYONE, null, null)))
                .isEqualTo(ALL);
        assertThat(Forms.broadcast("/", read(ALL))).isEqualTo(event("ev", 1, "two", Map.of("three", 3)));
        assertThat(Forms.selection(read(ALL))).isEqualTo(new Selection(Set.of(), Set.of(), true, false, true));
    }

    @Test
    void broadcast_volatileToRooms_asRecorded() {
        Selection read = Forms.selection(read(VOLATILE));

        assertThat(read).isEqualTo(new Selection(Set.of("room1", "room2"), Set.of("room3"), true, true, false));
        // Of several rooms the order is free.
        assertThat(Forms.broadcast(event("ev", "y"), read, null, null)).hasSize(2);
        assertThat(Forms.selection(Forms.broadcast(event("ev", "y"), read, null, null)))
                .isEqualTo(read);
    }

    @Test
    void broadcast_withBytes_asRecordedByteForByte() throws Exception {
        byte[] recorded = Base64.getDecoder().decode(BINARY);
        Map<String, @Nullable Object> body = unpack(recorded);

        Packet packet = Forms.broadcast("/", body);

        assertThat(packet.event()).isEqualTo("bin");
        assertThat(packet.args().get(0)).isEqualTo(new byte[] {1, 2, 3});
        assertThat(Forms.map(packet.args().get(1))).containsEntry("b", new byte[] {(byte) 0xff});
        assertThat(pack(Forms.broadcast(packet, in("room1"), null, null))).isEqualTo(recorded);
    }

    /** A packet whose only argument is the message. */
    private static Map<String, @Nullable Object> unpack(byte[] message) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(AROUND);
        bytes.write(message);
        bytes.write(BEHIND);
        return only(MsgpackCodec.create()
                .decoder(PacketLimits.defaults())
                .add(Frame.binary(ByteBuffer.wrap(bytes.toByteArray()))));
    }

    private static Map<String, @Nullable Object> only(@Nullable Packet packet) {
        return Forms.map(JsonCodec.standard()
                .plain(Objects.requireNonNull(packet))
                .args()
                .get(0));
    }

    private static byte[] pack(Map<String, @Nullable Object> body) {
        ByteBuffer packet =
                MsgpackCodec.create().encode(event("m", body)).head().payload();
        byte[] bytes = new byte[packet.remaining()];
        packet.get(bytes);
        return Arrays.copyOfRange(bytes, AROUND.length, bytes.length - BEHIND.length);
    }

    @Test
    void commands_asRecorded_areWrittenAndRead() {
        assertThat(json(Forms.rooms(in("room1"), List.of("room4", "room5")))).isEqualTo(JOIN);
        assertThat(Forms.names(read(JOIN).get("rooms"))).containsExactly("room4", "room5");
        assertThat(json(Forms.disconnect(in("room4"), true))).isEqualTo(DISCONNECT);
    }

    @Test
    void questions_asRecorded_areWrittenAndRead() {
        Duration time = Duration.ofMillis(800);

        assertThat(json(Forms.broadcast(event("ask", "how"), in("room1"), "8c59e86d71577b8e", time)))
                .isEqualTo(ASK);
        assertThat(Forms.timeout(read(ASK), Duration.ofSeconds(1))).isEqualTo(time);
        assertThat(Forms.timeout(read(ASK), Duration.ofMillis(5))).isEqualTo(Duration.ofMillis(5));
        assertThat(Forms.requestId(read(ASK))).isEqualTo("8c59e86d71577b8e");
        assertThat(json(Forms.serverSide(event("hello", "q"), "e0fa154a872afbe1")))
                .isEqualTo("{\"requestId\":\"e0fa154a872afbe1\",\"packet\":[\"hello\",\"q\"]}");
        assertThat(json(Forms.answer("e0fa154a872afbe1", "packet", "from B")))
                .isEqualTo("{\"requestId\":\"e0fa154a872afbe1\",\"packet\":\"from B\"}");
    }

    @Test
    void socket_asRecorded_isRead() {
        SocketForm socket = SocketForm.read(read(SOCKET));
        Handshake handshake = Handshake.of(socket.handshake(), JsonCodec.standard());

        assertThat(socket.id()).isEqualTo("59pR59UM4xkiHNaYAAAC");
        assertThat(socket.rooms()).containsExactly("59pR59UM4xkiHNaYAAAC", "room1", "room4");
        assertThat(socket.data().get("name")).isEqualTo("B-c2");
        assertThat(handshake.address()).isEqualTo("127.0.0.1");
        assertThat(handshake.issued().toEpochMilli()).isEqualTo(1795873273000L);
        assertThat(handshake.query("transport")).isEqualTo("websocket");
        assertThat(handshake.auth("n", String.class)).isEqualTo("c2");
    }

    @Test
    void types_haveTheNumbersOfTheReference() {
        for (ClusterMessage.Kind kind : ClusterMessage.Kind.values()) {
            assertThat(ClusterMessage.Kind.of(kind.code())).isEqualTo(kind);
        }
        assertThat(ClusterMessage.Kind.of(2)).isNull();
        assertThat(ClusterMessage.Kind.of(13)).isNull();
        assertThat(ClusterMessage.Kind.CLIENT_ACK.code()).isEqualTo(12);
    }
}
