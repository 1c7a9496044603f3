package dev.parley.conformance.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.parley.conformance.Line;
import dev.parley.conformance.LocalWire;
import dev.parley.conformance.SocketHarness;
import dev.parley.conformance.SocketPeer;
import dev.parley.socketio.SocketServer;
import dev.parley.socketio.packet.EncodedPacket;
import dev.parley.socketio.packet.JsonCodec;
import dev.parley.socketio.packet.Packet;
import dev.parley.socketio.packet.PacketCodec;
import dev.parley.socketio.packet.PacketDecoder;
import dev.parley.socketio.packet.PacketLimits;
import dev.parley.testkit.LocalClient;
import dev.parley.testkit.LocalTransport;
import dev.parley.transport.Frame;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A codec of the application's own, on both sides, and JSON with a mapper of the application's own. */
final class CustomCodecTest implements LocalWire {

    /** JSON, written backwards. */
    private static final class Backwards implements PacketCodec {

        private static Frame turned(Frame frame) {
            return Frame.text(new StringBuilder(frame.text()).reverse().toString());
        }

        @Override
        public EncodedPacket encode(Packet packet) {
            return EncodedPacket.of(turned(JsonCodec.standard().encode(packet).head()));
        }

        @Override
        public PacketDecoder decoder(PacketLimits limits) {
            PacketDecoder json = JsonCodec.standard().decoder(limits);
            return message -> json.add(turned(message));
        }
    }

    private record Colour(int rgb) {}

    private static JsonCodec withColours() {
        SimpleModule colours = new SimpleModule()
                .addSerializer(new StdSerializer<>(Colour.class) {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public void serialize(Colour colour, JsonGenerator out, SerializerProvider provider)
                            throws IOException {
                        out.writeString(String.format(Locale.ROOT, "#%06x", colour.rgb()));
                    }
                })
                .addDeserializer(Colour.class, new StdDeserializer<>(Colour.class) {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public Colour deserialize(JsonParser in, DeserializationContext context) throws IOException {
                        return new Colour(Integer.parseInt(in.getText().substring(1), 16));
                    }
                });
        return JsonCodec.of(JsonMapper.builder().addModule(colours).build());
    }

    @Test
    @Line(77)
    void codec_ofTheApplicationsOwn_isTheFormOnTheWire() {
        SocketHarness io = SocketHarness.start(this, options -> options.codec(new Backwards()));
        io.server().onConnection(socket -> socket.on("a", String.class, (text, ack) -> ack.send(text, socket.id())));
        SocketPeer peer = io.open();

        assertThat(peer.send("40").awaitText()).startsWith("4}\"").endsWith("\":\"dis\"{0");
        assertThat(peer.send("4]\"x\",\"a\"[72").awaitText()).startsWith("4]\"").endsWith("\",\"x\"[73");
    }

    @Test
    @Line(77)
    void codec_onBothSides_carriesEventsAndAnswers() throws Exception {
        SocketServer io = SocketServer.builder().codec(new Backwards()).build();
        io.onConnection(socket -> socket.onRequest("twice", event -> event.get(0, Integer.class) * 2));
        try (LocalTransport transport = LocalTransport.of(io)) {
            LocalClient client = LocalClient.connect(
                    transport, LocalClient.Settings.defaults().withCodec(new Backwards()));

            assertThat(client.ask("twice", 21).get(0, Integer.class)).isEqualTo(42);
            io.emit("news", List.of("ü", 1));
            assertThat(client.next("news").values()).isEqualTo(List.of(List.of("ü", 1)));
        } finally {
            io.shutdown().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    @Line(77)
    void mapper_ofTheApplicationsOwn_readsAndWritesItsTypes() {
        SocketHarness io = SocketHarness.start(this, options -> options.json(withColours()));
        io.server()
                .onConnection(socket -> socket.on(
                        "paint", Colour.class, (colour, ack) -> ack.send(new Colour(colour.rgb() ^ 0xffffff))));
        SocketPeer peer = io.connect();

        peer.send("421[\"paint\",\"#ff0000\"]").expect("431[\"#00ffff\"]");
        io.server().emit("now", new Colour(255));
        peer.expect("42[\"now\",\"#0000ff\"]");
    }
}
