package dev.parley.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.transport.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameReaderTest {

    private static final int LIMIT = 200_000;

    private final FrameReader reader = new FrameReader(LIMIT);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 127, 65_535, 65_536, LIMIT})
    void next_everyFormOfLength_givesTheMessage(int size) {
        byte[] content = bytes(size);

        FrameReader.@Nullable Input input = reader.next(ByteBuffer.wrap(frame(0x82, content)));

        assertThat(message(input).isText()).isFalse();
        assertThat(message(input).payload()).isEqualTo(ByteBuffer.wrap(content));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 65_536})
    void next_byteByByte_givesTheMessageAtItsLastByte(int size) {
        byte[] content = bytes(size);
        byte[] wire = frame(0x82, content);

        for (int i = 0; i < wire.length - 1; i++) {
            assertThat(reader.next(ByteBuffer.wrap(wire, i, 1))).isNull();
        }

        assertThat(message(reader.next(ByteBuffer.wrap(wire, wire.length - 1, 1)))
                        .payload())
                .isEqualTo(ByteBuffer.wrap(content));
    }

    @Test
    void next_severalFramesInOneRead_stopsBehindEach() {
        ByteBuffer wire =
                ByteBuffer.wrap(joined(frame(0x81, "a"), frame(0x89, "p"), frame(0x8a, ""), frame(0x81, "b")));

        assertThat(message(reader.next(wire)).text()).isEqualTo("a");
        assertThat(reader.next(wire))
                .isInstanceOfSatisfying(
                        FrameReader.Input.Ping.class,
                        ping -> assertThat(ping.payload()).isEqualTo(StandardCharsets.UTF_8.encode("p")));
        assertThat(reader.next(wire)).isInstanceOf(FrameReader.Input.Pong.class);
        assertThat(message(reader.next(wire)).text()).isEqualTo("b");
        assertThat(reader.next(wire)).isNull();
    }

    @Test
    void next_fragmentsWithControlFramesBetween_giveBoth() {
        byte[] umlaut = "ü".getBytes(StandardCharsets.UTF_8);
        ByteBuffer wire = ByteBuffer.wrap(joined(
                frame(0x01, "gr"),
                frame(0x89, ""),
                frame(0x00, new byte[] {umlaut[0]}),
                frame(0x8a, "x"),
                frame(0x00, ""),
                frame(0x80, new byte[] {umlaut[1], 'n'})));

        assertThat(reader.next(wire)).isInstanceOf(FrameReader.Input.Ping.class);
        assertThat(reader.next(wire)).isInstanceOf(FrameReader.Input.Pong.class);
        assertThat(message(reader.next(wire)).text()).isEqualTo("grün");
    }

    @ParameterizedTest
    @CsvSource({
        "0xc1, reserved bits",
        "0xa1, reserved bits",
        "0x91, reserved bits",
        "0x83, unknown opcode 3",
        "0x8f, unknown opcode 15",
        "0x80, a continuation without a message",
        "0x09, a fragmented control frame",
        "0x08, a fragmented control frame",
        "0x0a, a fragmented control frame"
    })
    void next_badFirstByte_isAProtocolError(int flags, String why) {
        refused(1002, why, frame(flags, ""));
    }

    @Test
    void next_messageInsideAMessage_isAProtocolError() {
        refused(1002, "inside another", joined(frame(0x01, "a"), frame(0x81, "b")));
    }

    @Test
    void next_withoutMask_isAProtocolError() {
        refused(1002, "without mask", new byte[] {(byte) 0x81, 1, 'a'});
    }

    @Test
    void next_controlFrameOver125Bytes_isAProtocolError() {
        assertThat(reader.next(ByteBuffer.wrap(frame(0x89, bytes(125))))).isInstanceOf(FrameReader.Input.Ping.class);
        refused(1002, "over 125", frame(0x89, bytes(126)));
    }

    @Test
    void next_lengthOf2To63_isAProtocolError() {
        refused(1002, "63 bits", new byte[] {(byte) 0x82, (byte) 0xff, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0});
    }

    @Test
    void next_announcedOverTheLimit_isRefusedBeforeItsContent() {
        byte[] head = ByteBuffer.allocate(10)
                .put((byte) 0x82)
                .put((byte) 0xff)
                .putLong(LIMIT + 1L)
                .array();

        refused(1009, "exceeds " + LIMIT, head);
    }

    @Test
    void next_fragmentsAtTheLimitAndBeyond_takesTheOneAndRefusesTheOther() {
        ByteBuffer fits = ByteBuffer.wrap(joined(frame(0x02, bytes(LIMIT - 1)), frame(0x80, bytes(1))));
        assertThat(message(reader.next(fits)).size()).isEqualTo(LIMIT);

        refused(1009, "exceeds", joined(frame(0x02, bytes(LIMIT - 1)), frame(0x80, bytes(2))));
    }

    @Test
    void next_emptyFragmentsAtTheirLimitAndBeyond_takesTheOnesAndRefusesTheOther() {
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < FrameReader.MAX_EMPTY_FRAGMENTS; i++) {
            frames.add(frame(i == 0 ? 0x01 : 0x00, ""));
        }
        byte[] atLimit = joined(frames.toArray(byte[][]::new));
        assertThat(message(reader.next(ByteBuffer.wrap(joined(atLimit, frame(0x80, "")))))
                        .size())
                .isZero();

        refused(1008, "empty fragments", joined(atLimit, frame(0x00, "")));
    }

    @Test
    void next_countedFragmentsAtTheirLimitAndBeyond_takesTheOnesAndRefusesTheOther() {
        FrameReader counting = FrameReader.countingFragments(LIMIT);
        int most = 1_024 + LIMIT / 64;
        List<byte[]> frames = new ArrayList<>();
        for (int i = 1; i < most; i++) {
            frames.add(frame(i == 1 ? 0x01 : 0x00, ""));
        }
        byte[] open = joined(frames.toArray(byte[][]::new));
        for (int message = 0; message < 2; message++) {
            ByteBuffer wire = ByteBuffer.wrap(joined(open, frame(0x80, "z")));
            assertThat(message(counting.next(wire)).text()).isEqualTo("z");
        }

        ByteBuffer oneMore = ByteBuffer.wrap(joined(open, frame(0x00, ""), frame(0x80, "z")));
        assertThatThrownBy(() -> counting.next(oneMore))
                .isInstanceOfSatisfying(
                        WebSocketException.class,
                        refused -> assertThat(refused.code()).isEqualTo(1009));
    }

    @Test
    void next_textThatIsNotUtf8_isRefused() {
        refused(1007, "UTF-8", frame(0x81, new byte[] {(byte) 0xc3, 0x28}));
        assertThat(message(new FrameReader(LIMIT).next(ByteBuffer.wrap(frame(0x81, "\uFFFD"))))
                        .text())
                .isEqualTo("\uFFFD");
    }

    @Test
    void next_announcedButNotSent_holdsWhatArrived() {
        byte[] wire = frame(0x82, bytes(LIMIT));
        ByteBuffer part = ByteBuffer.wrap(wire, 0, 1_000);

        assertThat(reader.next(part)).isNull();

        assertThat(reader.heldBytes()).isLessThan(10_000);
    }

    @Test
    void partBytes_ofFramesAndFragments_areThoseOfTheMessage() {
        byte[] first = frame(0x02, bytes(100));
        byte[] second = frame(0x80, bytes(200));
        byte[] ping = frame(0x89, "x");
        assertThat(reader.next(ByteBuffer.wrap(first, 0, 60))).isNull();
        assertThat(reader.partBytes()).isBetween(50, 60);
        assertThat(reader.next(ByteBuffer.wrap(first, 60, first.length - 60))).isNull();
        assertThat(reader.partBytes()).isEqualTo(100);
        assertThat(reader.next(ByteBuffer.wrap(ping))).isInstanceOf(FrameReader.Input.Ping.class);
        assertThat(reader.partBytes()).isEqualTo(100);
        assertThat(reader.next(ByteBuffer.wrap(second, 0, second.length - 1))).isNull();
        assertThat(reader.partBytes()).isEqualTo(299);
        assertThat(reader.next(ByteBuffer.wrap(second, second.length - 1, 1)))
                .isInstanceOf(FrameReader.Input.Message.class);
        assertThat(reader.partBytes()).isZero();
    }

    @Test
    void drop_inAFrameOrBetweenFragments_leavesOutThatMessageAlone() {
        for (int cut : new int[] {60, 106}) {
            byte[] first = frame(0x02, bytes(100));
            assertThat(reader.next(ByteBuffer.wrap(first, 0, cut))).isNull();
            reader.drop();
            assertThat(reader.heldBytes()).isZero();
            assertThat(reader.next(ByteBuffer.wrap(first, cut, first.length - cut)))
                    .isNull();
            assertThat(reader.next(ByteBuffer.wrap(frame(0x89, "x")))).isInstanceOf(FrameReader.Input.Ping.class);
            assertThat(reader.next(ByteBuffer.wrap(frame(0x80, bytes(200))))).isNull();
            assertThat(reader.heldBytes()).isZero();
            assertThat(message(reader.next(ByteBuffer.wrap(frame(0x81, "next"))))
                            .text())
                    .isEqualTo("next");
        }
    }

    @ParameterizedTest
    @CsvSource({"1000", "1001", "1003", "1007", "1014", "3000", "4999"})
    void close_codeThatMayBeSent_isTold(int code) {
        assertThat(reader.next(ByteBuffer.wrap(close(code, "bye"))))
                .isEqualTo(new FrameReader.Input.Close(code, "bye"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535})
    void close_codeThatMayNotBeSent_isAProtocolError(int code) {
        refused(1002, "close code", close(code, ""));
    }

    @Test
    void close_withoutCodeHalfACodeOrBadText_isToldOrRefused() {
        assertThat(reader.next(ByteBuffer.wrap(frame(0x88, "")))).isEqualTo(new FrameReader.Input.Close(1005, ""));
        refused(1002, "half", frame(0x88, new byte[] {3}));
        refused(1007, "UTF-8", frame(0x88, new byte[] {3, (byte) 0xe8, (byte) 0xff}));
    }

    /** Whatever comes in whatever pieces: a result or a refusal, never another failure, and never more memory than arrived. */
    @Test
    void next_randomBytes_endInAResultOrARefusal() {
        long seed = Long.getLong("parley.fuzz.seed", new Random().nextLong());
        Random random = new Random(seed);
        for (int round = 0; round < Integer.getInteger("parley.fuzz.rounds", 20_000); round++) {
            FrameReader fuzzed = new FrameReader(5_000);
            byte[] wire = mutated(random);
            try {
                for (int at = 0; at < wire.length; ) {
                    int count = Math.min(wire.length - at, 1 + random.nextInt(40));
                    ByteBuffer piece = ByteBuffer.wrap(wire, at, count);
                    while (fuzzed.next(piece) != null) {
                        assertThat(fuzzed.heldBytes()).isLessThan(20_000);
                    }
                    at += count;
                }
            } catch (WebSocketException refused) {
                assertThat(CloseCode.mayBeSent(refused.code()))
                        .as("seed %d", seed)
                        .isTrue();
            }
        }
    }

    private static byte[] mutated(Random random) {
        byte[] content = new byte[random.nextInt(300)];
        random.nextBytes(content);
        int[] flags = {0x01, 0x81, 0x02, 0x82, 0x00, 0x80, 0x88, 0x89, 0x8a, random.nextInt(256)};
        byte[] wire = joined(
                frame(flags[random.nextInt(flags.length)], content),
                frame(flags[random.nextInt(flags.length)], new byte[random.nextInt(130)]));
        for (int i = random.nextInt(3); i > 0; i--) {
            wire[random.nextInt(wire.length)] = (byte) random.nextInt();
        }
        return wire;
    }

    private static void refused(int code, String why, byte[] wire) {
        FrameReader fresh = new FrameReader(LIMIT);
        ByteBuffer bytes = ByteBuffer.wrap(wire);
        assertThatThrownBy(() -> {
                    while (fresh.next(bytes) != null) {
                        assertThat(bytes.hasRemaining()).isTrue();
                    }
                })
                .isInstanceOf(WebSocketException.class)
                .hasMessageContaining(why)
                .extracting(failure -> ((WebSocketException) failure).code())
                .isEqualTo(code);
    }

    private static Frame message(FrameReader.@Nullable Input input) {
        assertThat(input).isInstanceOf(FrameReader.Input.Message.class);
        return ((FrameReader.Input.Message) Objects.requireNonNull(input)).frame();
    }

    private static byte[] bytes(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return content;
    }

    private static byte[] close(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        return frame(
                0x88,
                ByteBuffer.allocate(2 + text.length)
                        .putShort((short) code)
                        .put(text)
                        .array());
    }

    private static byte[] frame(int flags, String text) {
        return frame(flags, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A frame as a client sends it. */
    private static byte[] frame(int flags, byte[] content) {
        byte[] mask = {0x12, (byte) 0xf3, 0x55, (byte) 0x80};
        ByteBuffer wire = ByteBuffer.allocate(14 + content.length).put((byte) flags);
        if (content.length < 126) {
            wire.put((byte) (0x80 | content.length));
        } else if (content.length < 65_536) {
            wire.put((byte) 0xfe).putShort((short) content.length);
        } else {
            wire.put((byte) 0xff).putLong(content.length);
        }
        wire.put(mask);
        for (int i = 0; i < content.length; i++) {
            wire.put((byte) (content[i] ^ mask[i & 3]));
        }
        byte[] bytes = new byte[wire.position()];
        wire.flip().get(bytes);
        return bytes;
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
