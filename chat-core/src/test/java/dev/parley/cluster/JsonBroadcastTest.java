package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.cluster.ClusterMessage.Kind;
import dev.parley.socketio.event.Selection;
import dev.parley.socketio.packet.JsonCodec;
import dev.parley.socketio.packet.Packet;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A broadcast that is not decoded means the same as when it is decoded. The seed is printed; {@code -Dparley.fuzz.seed=N} repeats a run
 * and {@code -Dparley.fuzz.rounds=N} makes it longer.
 */
final class JsonBroadcastTest {

    private static final int ROUNDS = Integer.getInteger("parley.fuzz.rounds", 3_000);
    private static final long SEED = Long.getLong("parley.fuzz.seed", new Random().nextLong());

    private static final List<String> USUAL = List.of(
            "{\"packet\":{\"type\":2,\"data\":[\"ev\",1,\"two\",{\"three\":3}]},\"opts\":{\"rooms\":[],\"except\":[],\"flags\":{}}}",
            "{\"packet\":{\"type\":2,\"data\":[\"ev\"]},\"opts\":{\"rooms\":[\"room1\",\"ro\\u006fm1\",\"r\\n2\"],\"except\":[\"room3\"],"
                    + "\"flags\":{\"volatile\":true,\"compress\":false,\"timeout\":5}}}",
            "{\"packet\":{\"type\":2,\"data\":[\"ev\",\"to-one\"],\"nsp\":\"/\"},"
                    + "\"opts\":{\"rooms\":[\"59pR59UM4xkiHNaYAAAC\"],\"except\":[],\"flags\":{\"expectSingleResponse\":true}}}",
            "{ \"opts\" : { \"flags\" : { \"volatile\" : false, \"compress\":1 }, \"except\" : [ ] , \"rooms\" : [ \"ä\" ] } , \"v\": [1,{}],"
                    + " \"packet\" : { \"data\" : [ \"ev\" , [ ] ] , \"type\" : 2 } } ");

    private final Random random = new Random(SEED);

    private static ClusterMessage message(byte[] json) {
        return ClusterMessage.ofJson("7009f7f9768cb6e3", "/a", Kind.BROADCAST, json, "1-1");
    }

    private static ClusterMessage message(String json) {
        return message(json.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonBroadcast broadcast(String json) {
        return Objects.requireNonNull(message(json).broadcast(), "it was decoded");
    }

    private static void meansTheSame(ClusterMessage message) {
        JsonBroadcast broadcast = Objects.requireNonNull(message.broadcast());
        assertThat(broadcast.selection()).isEqualTo(Forms.selection(message.data()));
        assertThat(broadcast.event().packet()).isEqualTo(Forms.broadcast("/a", message.data()));
        assertThat(Forms.requestId(message.data())).isNull();
    }

    @Test
    void read_usualForms_areNotDecodedAndMeanTheSame() {
        for (String json : USUAL) {
            ClusterMessage message = message(json);

            assertThat(message.broadcast()).as(json).isNotNull();
            assertThat(message.requestId()).isNull();
            assertThat(message.position()).isEqualTo("1-1");
            meansTheSame(message);
        }
        assertThat(broadcast(USUAL.get(1)).selection())
                .isEqualTo(new Selection(Set.of("room1", "r\n2"), Set.of("room3"), true, true, false));
    }

    @Test
    void read_whatServersOfParleyWrite_isNotDecoded() {
        Selection selection = new Selection(Set.of("a", "b"), Set.of("c"), false, true, false);
        Packet packet = Packet.event("/a", null, "e", Arrays.asList(null, List.of(1.5), Map.of("k", "v")));

        byte[] json = Objects.requireNonNull(JsonCodec.write(Forms.broadcast(packet, selection, null, null)));

        meansTheSame(message(json));
    }

    /** Such messages are decoded, and accepted or skipped as before. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"packet\":{\"type\":2,\"data\":[\"e\"]},\"requestId\":\"r\",\"opts\":{\"rooms\":[],\"except\":[],\"flags\":{}}}",
                "{\"packet\":{\"type\":3,\"data\":[\"e\"]},\"opts\":{\"rooms\":[],\"except\":[],\"flags\":{}}}",
                "{\"packet\":{\"type\":2.0,\"data\":[\"e\"]},\"opts\":{\"rooms\":[],\"except\":[],\"flags\":{}}}",
                "{\"packet\":{\"type\":22,\"data\":[\"e\"]},\"opts\":{\"rooms\":[],\"except\":[],\"flags\":{}}}",
                "{\"packet\":{\"type\":2,\"data\":[1]},\"opts\":{\"rooms\":[],\"except\":[],\"flags\":{}}}",
                "{\"packet\":{\"type\":2,\"data\":[]},\"opts\":{\"rooms\":[],\"except\":[],\"flags\":{}}}",
                "{\"packet\":{\"type\":2,\"data\":{}},\"opts\":{\"rooms\":[],\"except\":[],\"flags\":{}}}",
                "{\"packet\":{\"data\":[\"e\"]},\"opts\":{\"rooms\":[],\"except\":[],\"flags\":{}}}",
                "{\"packet\":[],\"opts\":{\"rooms\":[],\"except\":[],\"flags\":{}}}",
                "{\"packet\":{\"type\":2,\"data\":[\"e\"]},\"opts\":{\"rooms\":[],\"flags\":{}}}",
                "{\"packet\":{\"type\":2,\"data\":[\"e\"]},\"opts\":{\"rooms\":[1],\"except\":[],\"flags\":{}}}",
                "{\"packet\":{\"type\":2,\"data\":[\"e\"]},\"opts\":{\"rooms\":\"r\",\"except\":[],\"flags\":{}}}",
                "{\"packet\":{\"type\":2,\"data\":[\"e\"]},\"opts\":{\"rooms\":[],\"except\":[],\"flags\":[]}}",
                "{\"packet\":{\"type\":2,\"data\":[\"e\"]},\"opts\":null}",
                "{\"packet\":{\"type\":2,\"data\":[\"e\"]}}",
                "{\"packet\":{\"type\":2,\"data\":[\"e\"]},\"packet\":{\"data\":[\"f\"]},\"opts\":{\"rooms\":[],\"except\":[],\"flags\":{}}}",
                "{\"packet\":{\"type\":2},\"packet\":{\"data\":[\"f\"]},\"opts\":{\"rooms\":[],\"except\":[],\"flags\":{}}}",
                "{\"packet\":{\"type\":2,\"data\":[\"e\"],\"data\":[\"f\"]},\"opts\":{\"rooms\":[],\"except\":[],\"flags\":{}}}",
                "{\"packet\":{\"type\":2,\"data\":[\"e\"]},\"p\\u0061cket\":1,\"opts\":{\"rooms\":[],\"except\":[],\"flags\":{}}}",
                "{\"packet\":{\"type\":2,\"data\":[\"e\"]},\"opts\":{\"rooms\":[\"a\"],\"rooms\":[\"b\"],\"except\":[],\"flags\":{}}}",
                "{\"packet\":{\"type\":2,\"data\":[\"e\"]},\"opts\":{\"rooms\":[],\"except\":[],\"flags\":{\"v\\u006flatile\":true}}}",
                "{\"packet\":{\"type\":2,\"data\":[\"e\"]},\"opts\":{\"rooms\":[\"a\"],\"except\":[]},\"opts\":{\"flags\":{}}}"
            })
    void read_anythingElse_isDecoded(String json) {
        assertThat(message(json).broadcast()).isNull();
        assertThat(message(json).data()).isEqualTo(JsonCodec.read(json.getBytes(StandardCharsets.UTF_8), 10));
    }

    @Test
    void read_asManyRoomsAndLettersAsAllowed_isNotDecodedAndOneMoreIs() {
        String json =
                "{\"packet\":{\"type\":2,\"data\":[\"e\"]},\"opts\":{\"rooms\":[%s],\"except\":[\"%s\"],\"flags\":{}}}";
        String rooms = String.join(",", Collections.nCopies(Forms.MAX_ROOMS, "\"r\""));
        String name = "é".repeat(Forms.MAX_NAME);

        meansTheSame(message(json.formatted(rooms, name)));

        ClusterMessage moreRooms = message(json.formatted(rooms + ",\"r\"", name));
        ClusterMessage longerName = message(json.formatted(rooms, name + 'n'));
        for (ClusterMessage tooMuch : List.of(moreRooms, longerName)) {
            assertThat(tooMuch.broadcast()).isNull();
            assertThatThrownBy(() -> Forms.selection(tooMuch.data())).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void read_asDeepAsAllowed_isNotDecodedAndOneDeeperIsRefused() {
        String json =
                "{\"packet\":{\"type\":2,\"data\":[\"e\",%s]},\"opts\":{\"rooms\":[],\"except\":[],\"flags\":{}}}";
        int left = ClusterMessage.MAX_DEPTH - 3;

        meansTheSame(message(json.formatted("[".repeat(left) + "]".repeat(left))));

        String deeper = json.formatted("[".repeat(left + 1) + "]".repeat(left + 1));
        assertThatThrownBy(() -> message(deeper)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\"e\",]",
                "[\"e\",01]",
                "[\"e\",nul]",
                "[\"e\",{\"a\"}]",
                "[\"e\",\"\\x\"]",
                "[\"e\",\"\t\"]",
                "[\"e\",1}",
                "[\"e\"",
                "[\"e\"]]",
                "[\"e\",\"\\ud8\"]"
            })
    void read_malformedWithinTheEvent_isRefused(String event) {
        String json = "{\"packet\":{\"type\":2,\"data\":" + event
                + "},\"opts\":{\"rooms\":[\"nobody\"],\"except\":[],\"flags\":{}}}";

        assertThatThrownBy(() -> message(json)).isInstanceOf(IllegalArgumentException.class);
    }

    private byte[] mutated() {
        byte[] bytes = USUAL.get(random.nextInt(USUAL.size())).getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(bytes.length);
            if (random.nextInt(3) == 0) {
                bytes[at] = (byte) "0123456789-/,[]{}\"_:\\.eEu tfn".charAt(random.nextInt(29));
            } else {
                // Another value, member or item in its place keeps it well-formed more often.
                int from = random.nextInt(bytes.length);
                int length = Math.min(random.nextInt(8), bytes.length - Math.max(from, at));
                System.arraycopy(bytes, from, bytes, at, length);
            }
        }
        return bytes;
    }

    private static @Nullable Object decoded(byte[] json) {
        try {
            return JsonCodec.read(json, ClusterMessage.MAX_DEPTH);
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    @Test
    void read_mutatedText_meansTheSameOrIsRefusedAsWhenItIsDecoded() {
        System.out.println("JsonBroadcastTest seed " + SEED);
        int undecoded = 0;
        int refused = 0;
        for (int i = 0; i < ROUNDS * 10; i++) {
            byte[] json = mutated();
            String input = "seed " + SEED + ", input " + HexFormat.of().formatHex(json);
            Object expected = decoded(json);
            try {
                ClusterMessage message = message(json);
                assertThat((Object) message.data()).as(input).isEqualTo(expected);
                if (message.broadcast() != null) {
                    undecoded++;
                    meansTheSame(message);
                }
            } catch (IllegalArgumentException malformed) {
                refused++;
                assertThat(expected instanceof Map).as(input).isFalse();
            }
        }
        assertThat(undecoded).as("not decoded, seed " + SEED).isGreaterThan(ROUNDS);
        assertThat(refused).as("refused, seed " + SEED).isGreaterThan(ROUNDS);
    }

    @Test
    void ofJson_otherKinds_areDecodedAtOnce() {
        String join = "{\"opts\":{\"rooms\":[\"room1\"],\"except\":[],\"flags\":{}},\"rooms\":[\"room4\"]}";
        ClusterMessage message =
                ClusterMessage.ofJson("u", "/", Kind.JOIN, join.getBytes(StandardCharsets.UTF_8), null);

        assertThat(message.broadcast()).isNull();
        assertThat(message.data().get("rooms")).isEqualTo(List.of("room4"));
        for (String malformed : List.of("", "[]", "1", "{", "{}{}")) {
            byte[] json = malformed.getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(() -> ClusterMessage.ofJson("u", "/", Kind.JOIN, json, null))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
