package dev.parley.conformance.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.Line;
import dev.parley.conformance.SocketHarness;
import dev.parley.conformance.SocketHarness.Pair;
import dev.parley.conformance.SocketPeer;
import dev.parley.conformance.WireFixture;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Binary attachments: section 8. */
public interface BinaryConformance extends WireFixture {

    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    record Upload(String name, byte[] content, List<ByteBuffer> parts) {}

    private static String place(int number) {
        return "{\"_placeholder\":true,\"num\":" + number + "}";
    }

    private SocketHarness echoing() {
        SocketHarness io = SocketHarness.start(this);
        io.server().onConnection(socket -> {
            socket.on("echo", event -> socket.emit("echo", event.args().toArray()));
            socket.onRequest("ask", event -> event.get(0, byte[].class));
            socket.on("upload", Upload.class, upload -> socket.emit("got", upload));
        });
        return io;
    }

    @Test
    @Line({79, 80})
    default void emit_buffersAtAnyDepth_areNumberedInOrder() {
        Pair pair = SocketHarness.start(this).pair();
        byte[] first = {1, 2};
        ByteBuffer direct =
                ByteBuffer.allocateDirect(2).put((byte) 3).put((byte) 4).flip();
        ByteBuffer part = ByteBuffer.wrap(new byte[] {9, 5, 9}, 1, 1);

        pair.socket().emit("a", first, Map.of("k", List.of(direct, "x")), new Upload("n", new byte[0], List.of(part)));

        pair.peer()
                .expect("454-[\"a\"," + place(0) + ",{\"k\":[" + place(1) + ",\"x\"]},{\"name\":\"n\",\"content\":"
                        + place(2) + ",\"parts\":[" + place(3) + "]}]")
                .expect(new byte[] {1, 2})
                .expect(new byte[] {3, 4})
                .expect(new byte[] {})
                .expect(new byte[] {5});
        assertThat(direct.remaining()).isEqualTo(2);
        assertThat(part.position()).isEqualTo(1);
        assertThat(first).containsExactly(1, 2);
    }

    @Test
    @Line({79, 81})
    default void event_placeholdersInAnyOrder_areRenumberedByTheEcho() {
        SocketPeer peer = echoing().connect();

        peer.send("452-[\"echo\"," + place(1) + ",[" + place(0) + "]]")
                .send(new byte[] {1})
                .send(new byte[] {2});

        peer.expect("452-[\"echo\"," + place(0) + ",[" + place(1) + "]]")
                .expect(new byte[] {2})
                .expect(new byte[] {1});
    }

    @ParameterizedTest
    @Line(82)
    @ValueSource(
            strings = {
                "45[\"a\"]",
                "45-[\"a\"]",
                "450-[\"a\"]",
                "45x-[\"a\"]",
                "451[\"a\"]",
                "451-[\"a\",{\"_placeholder\":true,\"num\":\"0\"}]",
                "451-[\"a\",{\"_placeholder\":true,\"num\":1}]",
                "451-[\"a\",{\"_placeholder\":true,\"num\":-1}]",
                "451-[\"a\",{\"_placeholder\":true,\"num\":0.5}]",
                "451-[\"a\",[{\"_placeholder\":true}]]",
                "4599999999999-[\"a\"]"
            })
    default void attachments_badHeader_closes(String packet) {
        echoing().connect().send(packet).awaitClose();
    }

    @Test
    @Line(83)
    default void message_notDue_closes() {
        SocketHarness io = echoing();

        io.connect().send("451-[\"a\"," + place(0) + "]").send("42[\"b\"]").awaitClose();
        io.connect().send(new byte[] {1}).awaitClose();
    }

    @Test
    @Line(84)
    default void attachments_tenAreFine_elevenClose() {
        SocketPeer peer = echoing().connect();
        peer.send("4510-[\"echo\"," + place(9) + "]");
        for (int i = 0; i < 10; i++) {
            peer.send(new byte[] {(byte) i});
        }
        peer.expect("451-[\"echo\"," + place(0) + "]").expect(new byte[] {9});

        peer.send("4511-[\"echo\"," + place(0) + "]").awaitClose();
    }

    @Test
    @Line(85)
    default void ack_withBinary_bothWays() throws Exception {
        Pair pair = echoing().pair();

        pair.peer().send("451-7[\"ask\"," + place(0) + "]").send(new byte[] {8});
        pair.peer().expect("461-7[" + place(0) + "]").expect(new byte[] {8});
        var answer = pair.socket().timeout(Duration.ofSeconds(5)).emitWithAck("q", new byte[] {1});
        pair.peer().expect("451-0[\"q\"," + place(0) + "]").expect(new byte[] {1});
        pair.peer().send("461-0[{\"x\":" + place(0) + "}]").send(new byte[] {4, 0});

        Map<?, ?> got = answer.toCompletableFuture().get(20, TimeUnit.SECONDS).get(0, Map.class);
        assertThat(got.get("x")).isEqualTo(new byte[] {4, 0});
    }

    @Test
    @Line(85)
    default void broadcast_withBinary_reachesAll() {
        SocketHarness io = echoing();
        Pair one = io.pair();
        Pair two = io.pair();

        io.server().emit("b", "x", new byte[] {7});

        for (Pair pair : List.of(one, two)) {
            pair.peer().expect("451-[\"b\",\"x\"," + place(0) + "]").expect(new byte[] {7});
        }
    }

    @Test
    @Line(87)
    default void attachments_anyContent_passUnchanged() {
        SocketPeer peer = echoing().connect();

        for (byte[] content : List.of(new byte[0], new byte[] {0}, new byte[] {4}, new byte[100_000])) {
            peer.send("451-[\"echo\"," + place(0) + "]").send(content);
            peer.expect("451-[\"echo\"," + place(0) + "]").expect(content);
        }
    }

    @Test
    @Line(79)
    default void event_intoRecord_getsItsBuffers() {
        SocketPeer peer = echoing().connect();

        peer.send("452-[\"upload\",{\"name\":\"f\",\"parts\":[" + place(1) + "],\"content\":" + place(0) + "}]");
        peer.send(new byte[] {1}).send(new byte[] {2});

        peer.expect("452-[\"got\",{\"name\":\"f\",\"content\":" + place(0) + ",\"parts\":[" + place(1) + "]}]");
        peer.expect(new byte[] {1}).expect(new byte[] {2});
    }
}
