package dev.parley.benchmark.jmh;

import dev.parley.socketio.packet.EncodedPacket;
import dev.parley.socketio.packet.JsonCodec;
import dev.parley.socketio.packet.Packet;
import dev.parley.socketio.packet.PacketDecoder;
import dev.parley.socketio.packet.PacketException;
import dev.parley.socketio.packet.PacketLimits;
import dev.parley.transport.Frame;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What does encoding and decoding a packet cost: a short text, an object, a large text, and one with an attachment? */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PacketBenchmark {
    @Param({"TEXT", "OBJECT", "LARGE", "BINARY"})
    Content content = Content.TEXT;

    private final JsonCodec codec = JsonCodec.standard();
    private Packet packet = Packet.event(Packet.MAIN, null, "msg", List.of());
    private EncodedPacket encoded = codec.encode(packet);

    /** The content of the packet. */
    @SuppressWarnings("ImmutableEnumChecker") // the bytes are never modified
    public enum Content {
        TEXT("x".repeat(64)),
        OBJECT(Map.of("room", "java", "text", "x".repeat(64), "seq", 4_711, "tags", List.of("a", "b"))),
        LARGE("x".repeat(65_536)),
        BINARY(new byte[1_024]);

        private final Object argument;

        Content(Object argument) {
            this.argument = argument;
        }
    }

    @Setup(Level.Trial)
    public void prepare() {
        packet = Packet.event(Packet.MAIN, null, "msg", List.of(content.argument));
        encoded = codec.encode(packet);
    }

    @Benchmark
    public EncodedPacket encode() {
        return codec.encode(packet);
    }

    @Benchmark
    public @Nullable Packet decode() throws PacketException {
        PacketDecoder decoder = codec.decoder(PacketLimits.defaults());
        Packet decoded = decoder.add(encoded.head());
        for (Frame attachment : encoded.attachments()) {
            decoded = decoder.add(attachment);
        }
        return decoded;
    }
}
