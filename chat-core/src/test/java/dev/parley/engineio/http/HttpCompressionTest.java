package dev.parley.engineio.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.transport.Frame;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class HttpCompressionTest {

    private static final Frame LARGE = Frame.text("4[\"größer\"]".repeat(1_000));
    private static final Frame SEPARATOR = Frame.text("\u001e");
    private static final Frame SMALL = Frame.text("42[\"small\"]");

    private static Frame noise(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (' ' + Math.floorMod(bytes[i], 95));
        }
        return Frame.binary(ByteBuffer.wrap(bytes));
    }

    private static byte[] unpack(HttpCompression coding, List<ByteBuffer> body) throws IOException {
        InputStream in = new ByteArrayInputStream(join(body));
        try (InputStream unpacked =
                coding == HttpCompression.GZIP ? new GZIPInputStream(in) : new InflaterInputStream(in)) {
            return unpacked.readAllBytes();
        }
    }

    private static byte[] join(List<ByteBuffer> parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuffer part : parts) {
            byte[] bytes = new byte[part.remaining()];
            part.duplicate().get(bytes);
            all.writeBytes(bytes);
        }
        return all.toByteArray();
    }

    private static List<ByteBuffer> payloads(List<Frame> frames) {
        return frames.stream().map(Frame::payload).toList();
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "DEFLATE"})
    void compressShared_bodiesOfEveryMixture_unpackToTheirMessages(HttpCompression coding) throws Exception {
        List<Frame> bodies = new ArrayList<>();
        for (List<Frame> parts : List.of(
                List.of(LARGE),
                List.of(LARGE, SEPARATOR, LARGE),
                List.of(SMALL, SEPARATOR, LARGE),
                List.of(SMALL, SEPARATOR, SMALL),
                List.of(noise(5_000), SEPARATOR, LARGE, SEPARATOR, noise(200_000)),
                List.of(Frame.text("x".repeat(1_024)), SEPARATOR, Frame.text("y".repeat(70_000))))) {
            bodies.addAll(parts);
            assertThat(unpack(coding, coding.compressShared(parts))).isEqualTo(join(payloads(parts)));
        }
        assertThat(unpack(coding, coding.compressShared(bodies))).isEqualTo(join(payloads(bodies)));
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "DEFLATE"})
    void compressShared_messageOfOtherBodies_isCompressedOnceForAll(HttpCompression coding) {
        Frame message = Frame.text("abc".repeat(1_000));

        List<ByteBuffer> first = coding.compressShared(List.of(message));
        List<ByteBuffer> second = coding.compressShared(List.of(message, SEPARATOR, LARGE));

        byte[] shared = message.deflated().isDeflated()
                ? join(List.of(message.deflated().payload()))
                : new byte[0];
        assertThat(message.heldBytes()).isGreaterThan(message.size());
        assertThat(first.get(1)).isEqualTo(ByteBuffer.wrap(shared)).isEqualTo(second.get(1));
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "DEFLATE"})
    void compressShared_manySmallMessages_areCompressedTogether(HttpCompression coding) throws Exception {
        List<Frame> parts = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            parts.add(SEPARATOR);
            parts.add(Frame.text("42[\"message\",\"of many that are alike\"," + i + "]"));
        }

        byte[] packed = join(coding.compressShared(parts));

        assertThat(packed.length).isLessThan(1_000);
        assertThat(new String(unpack(coding, List.of(ByteBuffer.wrap(packed))), StandardCharsets.UTF_8))
                .isEqualTo(new String(join(payloads(parts)), StandardCharsets.UTF_8));
    }
}
