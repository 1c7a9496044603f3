package dev.parley.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.transport.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameWriterTest {

    private static final int CHUNK = 1_024;

    @ParameterizedTest
    @CsvSource({"0, 2", "125, 2", "126, 4", "65535, 4", "65536, 10"})
    void next_everyFormOfLength_hasTheShortestHeader(int size, int header) {
        byte[] wire = written(CHUNK, List.of(Frame.binary(ByteBuffer.allocate(size))));

        assertThat(wire).hasSize(header + size);
        assertThat(wire[0]).isEqualTo((byte) 0x82);
        ByteBuffer length = ByteBuffer.wrap(wire, 1, header - 1);
        int first = length.get();
        assertThat(header == 2 ? first : header == 4 ? length.getShort() & 0xffff : length.getLong())
                .isEqualTo(size);
    }

    @Test
    void next_text_isUtf8() {
        byte[] text = "größe 😀".getBytes(StandardCharsets.UTF_8);

        byte[] wire = written(CHUNK, List.of(Frame.text("größe 😀")));

        assertThat(wire).startsWith(0x81, text.length).endsWith(text);
    }

    @Test
    void next_manySmallMessages_shareAChunk() {
        List<Frame> frames =
                IntStream.range(0, 10).mapToObj(i -> Frame.text("m" + i)).toList();

        FrameWriter writer = new FrameWriter(frames, CHUNK);

        assertThat(writer.next()).hasSize(40);
        assertThat(writer.next()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {11, 12, 13, 20, 100, 1_024, 100_000})
    void next_anyChunk_givesTheSameBytesAndNoLargerPiece(int chunk) {
        List<Frame> frames = IntStream.range(0, 60)
                .mapToObj(i -> Frame.binary(ByteBuffer.wrap(new byte[i * i])))
                .toList();

        assertThat(written(chunk, frames)).isEqualTo(written(1 << 20, frames));
    }

    @Test
    void close_withAndWithoutCode_isAControlFrame() {
        assertThat(FrameWriter.close(1005, "")).containsExactly(0x88, 0);
        assertThat(FrameWriter.close(1001, "bye")).containsExactly(0x88, 5, 0x03, 0xe9, 'b', 'y', 'e');
    }

    private static byte[] written(int chunk, List<Frame> frames) {
        FrameWriter writer = new FrameWriter(frames, chunk);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] next = writer.next();
        while (next != null) {
            assertThat(next.length).isBetween(1, chunk);
            all.writeBytes(next);
            next = writer.next();
        }
        return all.toByteArray();
    }
}
