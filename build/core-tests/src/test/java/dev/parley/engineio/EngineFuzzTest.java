package dev.parley.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.engineio.fanout.CloseReason;
import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.engineio.packet.InPacket;
import dev.parley.engineio.packet.MalformedPacketException;
import dev.parley.engineio.packet.PacketSource;
import dev.parley.engineio.packet.PayloadCodec;
import dev.parley.engineio.packet.PayloadCodec3;
import dev.parley.engineio.packet.WireForm;
import dev.parley.engineio.session.Session;
import dev.parley.testkit.LeakCheck;
import dev.parley.testkit.LocalExchange;
import dev.parley.testkit.LocalWebSocket;
import dev.parley.transport.Frame;
import dev.parley.transport.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Random and mutated input. The seed is printed; {@code -Dparley.fuzz.seed=N} repeats a run and {@code -Dparley.fuzz.rounds=N}
 * makes it longer (each test makes that many attempts).
 */
@ExtendWith(LeakCheck.class)
final class EngineFuzzTest {

    private static final int ROUNDS = Integer.getInteger("parley.fuzz.rounds", 3_000);
    private static final long SEED = Long.getLong("parley.fuzz.seed", new Random().nextLong());

    private static final List<String> SEEDS = List.of(
            "4hello",
            "4one\u001e4two",
            "bAQIDBA==",
            "2",
            "3",
            "1",
            "5",
            "6",
            "2probe",
            "6:4hello4:4ab",
            "10:b4AQIDBA==",
            "d=6%3A4hello",
            "0{\"sid\":\"x\"}");

    private final Random random = new Random(SEED);

    private byte[] input() {
        if (random.nextInt(4) == 0) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            return bytes;
        }
        byte[] bytes = SEEDS.get(random.nextInt(SEEDS.size())).getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(4); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return random.nextInt(5) == 0 ? java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 3)) : bytes;
    }

    private static String described(byte[] input) {
        return "seed " + SEED + ", input " + java.util.HexFormat.of().formatHex(input);
    }

    @Test
    void decode_anything_givesPacketsOrSaysMalformed() {
        System.out.println("EngineFuzzTest seed " + SEED);
        for (int i = 0; i < ROUNDS * 10; i++) {
            byte[] input = input();
            decodeAll(input);
        }
    }

    private static void decodeAll(byte[] input) {
        int packets = 0;
        try {
            packets += all(PayloadCodec.packets(ByteBuffer.wrap(input))).size();
        } catch (MalformedPacketException expected) {
            assertThat(expected).hasMessageMatching(".+");
        }
        try {
            packets += all(PayloadCodec3.binaryPackets(ByteBuffer.wrap(input))).size();
        } catch (MalformedPacketException expected) {
            assertThat(expected).hasMessageMatching(".+");
        }
        try {
            packets += all(PayloadCodec3.textPackets(new String(input, StandardCharsets.UTF_8)))
                    .size();
        } catch (MalformedPacketException expected) {
            assertThat(expected).hasMessageMatching(".+");
        }
        assertThat(packets).as(() -> described(input)).isLessThanOrEqualTo(3 * (input.length + 1));
    }

    private static List<InPacket> all(PacketSource source) throws MalformedPacketException {
        List<InPacket> packets = new ArrayList<>();
        for (InPacket packet = source.next(); packet != null; packet = source.next()) {
            packets.add(packet);
        }
        return packets;
    }

    @Test
    void decode_whatWasEncoded_givesItBack() throws MalformedPacketException {
        for (int i = 0; i < ROUNDS; i++) {
            byte[] content = input();
            String text = new String(content, StandardCharsets.UTF_8).replace("\u001e", "");
            EncodedMessage message = EncodedMessage.of(text, List.of(ByteBuffer.wrap(content)));
            for (List<InPacket> packets : List.of(
                    all(PayloadCodec.packets(message.polling4().payload())),
                    all(PayloadCodec3.binaryPackets(message.polling3Binary())),
                    all(PayloadCodec3.textPackets(StandardCharsets.UTF_8
                            .decode(message.polling3Text())
                            .toString())))) {
                assertThat(packets).as(() -> described(content)).hasSize(2);
                assertThat(packets.get(0).content().text()).isEqualTo(text);
                assertThat(packets.get(1).content().payload()).isEqualTo(ByteBuffer.wrap(content));
            }
        }
    }

    @Test
    void post_anything_isAnsweredAndLeavesNothing() {
        try (SessionRig rig = new SessionRig(options -> options.allowEio3(true))) {
            for (int i = 0; i < ROUNDS; i++) {
                byte[] input = input();
                String url = "/socket.io/?transport=polling&EIO=" + (random.nextBoolean() ? "4" : "3")
                        + (random.nextInt(4) == 0 ? "&j=1" : "");
                rig.transport.get(url);
                Session session = rig.last();
                LocalExchange poll = rig.transport.get(url + "&sid=" + session.sid());
                String type = random.nextBoolean() ? "text/plain" : "application/octet-stream";
                LocalExchange post = rig.transport.request(
                        "POST",
                        url + "&sid=" + session.sid(),
                        HttpHeaders.of("Content-Type", type),
                        CompletableFuture.completedStage(ByteBuffer.wrap(input)));

                assertThat(post.response().join().status())
                        .as(() -> described(input))
                        .isIn(200, 400);
                poll.abort();
                session.terminate(CloseReason.FORCED_CLOSE, "");
            }
            assertThat(rig.server.sessionCount()).isZero();
            assertThat(rig.clock.pending()).isZero();
            assertThat(rig.closes).hasSize(ROUNDS);
        }
    }

    @Test
    void frames_anything_leaveNothing() {
        try (SessionRig rig = new SessionRig(options -> options.allowEio3(true))) {
            for (int i = 0; i < ROUNDS; i++) {
                String version = random.nextBoolean() ? "4" : "3";
                LocalWebSocket socket = rig.transport.webSocket("/socket.io/?transport=websocket&EIO=" + version);
                for (int j = random.nextInt(4); j >= 0; j--) {
                    byte[] input = input();
                    if (random.nextBoolean()) {
                        socket.send(new String(input, StandardCharsets.UTF_8));
                    } else {
                        socket.send(ByteBuffer.wrap(input));
                    }
                }
                socket.abort();
            }
            assertThat(rig.server.sessionCount()).isZero();
            assertThat(rig.clock.pending()).isZero();
        }
    }

    @Test
    void probe_anything_neverHarmsThePollingSession() {
        try (SessionRig rig = new SessionRig(options -> {})) {
            for (int i = 0; i < ROUNDS; i++) {
                rig.transport.get(SessionRig.POLLING);
                Session session = rig.last();
                LocalWebSocket socket = rig.transport.webSocket(SessionRig.WEBSOCKET + "&sid=" + session.sid());
                byte[] input = input();
                socket.send(new String(input, StandardCharsets.UTF_8));
                assertThat(session.isOpen()).as(() -> described(input)).isTrue();
                socket.abort();
                session.terminate(CloseReason.FORCED_CLOSE, "");
            }
            assertThat(rig.server.sessionCount()).isZero();
            assertThat(rig.clock.pending()).isZero();
        }
    }

    @Test
    void query_anything_isAnswered() {
        try (SessionRig rig = new SessionRig(options -> {})) {
            for (int i = 0; i < ROUNDS; i++) {
                StringBuilder query = new StringBuilder("/socket.io/?");
                for (int j = random.nextInt(5); j > 0; j--) {
                    String[] names = {"EIO", "transport", "sid", "j", "b64", "x"};
                    String[] values = {"4", "3", "polling", "websocket", "__proto__", "", "%00", "%zz", "a%26b"};
                    query.append(names[random.nextInt(names.length)])
                            .append(random.nextBoolean() ? "=" : "")
                            .append(values[random.nextInt(values.length)].replace("%zz", "%25zz"))
                            .append('&');
                }
                String method = List.of("GET", "POST", "PUT", "HEAD", "OPTIONS").get(random.nextInt(5));
                LocalExchange exchange = rig.transport.request(
                        method,
                        query.toString(),
                        HttpHeaders.none(),
                        CompletableFuture.completedStage(ByteBuffer.wrap(input())));
                assertThat(exchange.isAnswered())
                        .as("seed " + SEED + ": " + method + " " + query)
                        .isTrue();
                rig.sessions.forEach(session -> session.terminate(CloseReason.FORCED_CLOSE, ""));
                rig.sessions.clear();
            }
            assertThat(rig.server.sessionCount()).isZero();
        }
    }

    @Test
    void frames_ofProtocol3_roundTrip() throws MalformedPacketException {
        for (int i = 0; i < ROUNDS; i++) {
            byte[] content = input();
            Frame frame = WireForm.V3.frame(Frame.binary(ByteBuffer.wrap(content)));
            assertThat(PayloadCodec3.binaryPacket(frame.payload()).content().payload())
                    .isEqualTo(ByteBuffer.wrap(content));
        }
    }
}
