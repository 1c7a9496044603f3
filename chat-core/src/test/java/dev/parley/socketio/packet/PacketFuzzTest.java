package dev.parley.socketio.packet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.transport.Frame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random and mutated packets. The seed is printed; {@code -Dparley.fuzz.seed=N} repeats a run and {@code
 * -Dparley.fuzz.rounds=N} makes it longer.
 */
final class PacketFuzzTest {

    private static final int ROUNDS = Integer.getInteger("parley.fuzz.rounds", 3_000);
    private static final long SEED = Long.getLong("parley.fuzz.seed", new Random().nextLong());
    private static final PacketLimits LIMITS = new PacketLimits(3, 16);

    private static final List<String> SEEDS = List.of(
            "0",
            "0{\"token\":\"x\"}",
            "0/chat,{\"sid\":\"x\"}",
            "1",
            "1/chat,",
            "2[\"event\",1,-0.5,true,null,\"t\\u00e9xt\",{\"a\":[1,{}]}]",
            "2/chat?x=y,12[\"event\"]",
            "312[]",
            "3/chat,99999999999[\"yes\"]",
            "4{\"message\":\"no\"}",
            "51-[\"event\",{\"_placeholder\":true,\"num\":0}]",
            "52-/chat,7[\"e\",{\"a\":{\"_placeholder\":true,\"num\":1}},{\"_placeholder\":true,\"num\":0}]",
            "61-4[{\"_placeholder\":true,\"num\":0}]");

    private final Random random = new Random(SEED);

    private byte[] input() {
        if (random.nextInt(6) == 0) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            return bytes;
        }
        byte[] bytes = SEEDS.get(random.nextInt(SEEDS.size())).getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(bytes.length);
            bytes[at] = random.nextBoolean()
                    ? (byte) random.nextInt(256)
                    : (byte) "0123456789-/,[]{}\"_:\\.eE".charAt(random.nextInt(24));
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 3)) : bytes;
    }

    private Frame frame(byte[] input) {
        return random.nextInt(4) == 0
                ? Frame.binary(ByteBuffer.wrap(input))
                : Frame.text(new String(input, StandardCharsets.UTF_8));
    }

    private static String described(byte[] input) {
        return "seed " + SEED + ", input " + HexFormat.of().formatHex(input);
    }

    @Test
    void decode_anything_givesPacketsOrRefuses() {
        System.out.println("PacketFuzzTest seed " + SEED);
        PacketDecoder decoder = JsonCodec.standard().decoder(LIMITS);
        int complete = 0;
        for (int i = 0; i < ROUNDS * 10; i++) {
            byte[] input = input();
            try {
                complete += decoder.add(frame(input)) == null ? 0 : 1;
            } catch (PacketException refused) {
                assertThat(refused).as(() -> described(input)).hasMessageMatching("(?s).+");
                decoder = JsonCodec.standard().decoder(LIMITS);
            } catch (RuntimeException | StackOverflowError wrong) {
                throw new AssertionError(described(input), wrong);
            }
        }
        assertThat(complete).as("packets, seed " + SEED).isPositive();
    }

    @Test
    void decode_mutatedMsgpack_givesPacketsOrRefuses() {
        PacketCodec codec = MsgpackCodec.create();
        for (int i = 0; i < ROUNDS * 10; i++) {
            byte[] input = bytes(codec.encode(packet()).head());
            for (int j = random.nextInt(4); j > 0; j--) {
                input[random.nextInt(input.length)] = (byte) random.nextInt(256);
            }
            byte[] sent = random.nextInt(4) == 0 ? Arrays.copyOf(input, random.nextInt(input.length + 3)) : input;
            try {
                assertThat(codec.decoder(LIMITS).add(Frame.binary(ByteBuffer.wrap(sent))))
                        .isNotNull();
            } catch (PacketException refused) {
                assertThat(refused).as(() -> described(sent)).hasMessageMatching("(?s).+");
            } catch (RuntimeException | StackOverflowError wrong) {
                throw new AssertionError(described(sent), wrong);
            }
        }
    }

    @Test
    void decode_whatWasEncoded_givesItBack() {
        for (PacketCodec codec : List.of(JsonCodec.standard(), MsgpackCodec.create())) {
            for (int i = 0; i < ROUNDS; i++) {
                Packet packet = packet();
                EncodedPacket encoded = codec.encode(packet);
                PacketDecoder decoder = codec.decoder(new PacketLimits(100, 100));
                Packet decoded = decoder.add(encoded.head());
                for (Frame attachment : encoded.attachments()) {
                    assertThat(decoded).as("seed " + SEED).isNull();
                    decoded = decoder.add(attachment);
                }
                Packet complete = Objects.requireNonNull(decoded, "no packet, seed " + SEED);
                EncodedPacket again = codec.encode(complete.withArgs(
                        complete.args().stream().map(JsonValues::plain).toList()));
                assertThat(bytes(again.head()))
                        .as("seed " + SEED + ", " + packet)
                        .isEqualTo(bytes(encoded.head()));
                assertThat(again.attachments()).hasSameSizeAs(encoded.attachments());
            }
        }
    }

    private Packet packet() {
        List<@Nullable Object> args = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            args.add(value(3));
        }
        String namespace = random.nextBoolean() ? Packet.MAIN : "/n" + random.nextInt(100);
        return random.nextBoolean()
                ? Packet.event(namespace, random.nextBoolean() ? null : (long) random.nextInt(1_000), text(), args)
                : Packet.ack(namespace, random.nextInt(1_000), args);
    }

    private @Nullable Object value(int depth) {
        return switch (random.nextInt(depth > 0 ? 8 : 6)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> random.nextInt();
            case 3 -> random.nextInt(1_000) / 8.0;
            case 4 -> text();
            case 5 -> {
                byte[] bytes = new byte[random.nextInt(5)];
                random.nextBytes(bytes);
                yield bytes;
            }
            case 6 -> {
                List<@Nullable Object> list = new ArrayList<>();
                list.add(value(depth - 1));
                list.add(value(depth - 1));
                yield list;
            }
            default -> {
                java.util.Map<String, @Nullable Object> map = new java.util.TreeMap<>();
                map.put("k" + text(), value(depth - 1));
                yield map;
            }
        };
    }

    private String text() {
        StringBuilder text = new StringBuilder("e");
        for (int i = random.nextInt(6); i > 0; i--) {
            text.appendCodePoint(random.nextInt(3) == 0 ? 0x1F600 + random.nextInt(60) : 0x20 + random.nextInt(0x2FF));
        }
        return text.toString();
    }

    private static byte[] bytes(Frame frame) {
        ByteBuffer view = frame.payload();
        byte[] bytes = new byte[view.remaining()];
        view.get(bytes);
        return bytes;
    }
}
