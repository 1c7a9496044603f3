package dev.parley.benchmark.jmh;

import dev.parley.socketio.packet.JsonCodec;
import dev.parley.socketio.packet.Packet;
import dev.parley.transport.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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

/** What does it cost to encode a message, and to compress it as well, once for all who receive it? */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DeflateBenchmark {
    /** Entries of about 130 bytes of JSON. */
    @Param({"8", "64", "512"})
    int entries;

    private final JsonCodec codec = JsonCodec.standard();
    private Packet packet = Packet.event(Packet.MAIN, null, "msg", List.of());

    @Setup(Level.Trial)
    public void prepare() {
        List<Map<String, Object>> page = new ArrayList<>();
        for (int i = 0; i < entries; i++) {
            page.add(Map.of(
                    "seq",
                    4_711 + i,
                    "author",
                    "user" + i % 17,
                    "createdAt",
                    "2026-11-29T08:%02d:00Z".formatted(i % 60),
                    "text",
                    "what number " + i * 7_919 + " says about " + Integer.toHexString(i * 104_729)));
        }
        packet = Packet.event(Packet.MAIN, null, "msg", List.of(page));
    }

    @Benchmark
    public Frame encode() {
        return codec.encode(packet).head();
    }

    @Benchmark
    public Frame encodeAndCompress() {
        return codec.encode(packet).head().deflated();
    }
}
