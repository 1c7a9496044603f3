package dev.parley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cluster.ClusterMessage.Kind;
import dev.parley.socketio.Adapter;
import dev.parley.socketio.event.Args;
import dev.parley.socketio.event.ClusterReply;
import dev.parley.socketio.event.Selection;
import dev.parley.socketio.packet.Packet;
import dev.parley.testkit.cluster.AdapterContract;
import dev.parley.testkit.cluster.ClusterClient;
import dev.parley.testkit.cluster.ClusterServer;
import dev.parley.testkit.cluster.InProcessBus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** {@link Clustering} over a bus in one process. */
final class ClusteringTest implements AdapterContract {

    private final InProcessBus bus = new InProcessBus();

    @Override
    public Node node() {
        InProcessBus.Member member = bus.member();
        return new Node() {

            @Override
            public Adapter.Factory adapter() {
                return Clustering.over(member).sharedData(NAME);
            }

            @Override
            public void cut() {
                bus.cut(member);
            }

            @Override
            public void mend() {
                bus.mend(member);
            }
        };
    }

    @Test
    void receive_whatCannotBeRead_isSkippedAndHarmsNobody() throws Exception {
        ClusterServer one = server();
        ClusterClient a = one.client();
        ClusterBus.Lane stranger = bus.member().open("/", "00000000000000ff");
        stranger.start(message -> {});
        Map<String, Object> opts = Map.of("rooms", List.of(), "except", List.of(), "flags", Map.of());
        List<Map<String, Object>> bodies = new ArrayList<>(List.of(
                Map.of(),
                Map.of("opts", 1, "packet", 2, "rooms", 3, "requestId", 4),
                Map.of("opts", opts, "packet", Map.of("type", 3, "data", List.of("x"))),
                Map.of("opts", opts, "packet", Map.of("type", 2, "data", List.of())),
                Map.of("opts", opts, "packet", Map.of("type", 2, "data", List.of(1, "x"))),
                Map.of("opts", opts, "rooms", List.of(1)),
                Map.of("opts", opts, "rooms", List.of("r".repeat(Forms.MAX_NAME + 1))),
                Map.of("opts", opts, "rooms", Collections.nCopies(Forms.MAX_ROOMS + 1, "r")),
                Map.of("requestId", "unknown", "clientCount", 5, "sockets", List.of())));

        for (Kind kind : Kind.values()) {
            if (kind != Kind.DISCONNECT) {
                for (Map<String, Object> body : bodies) {
                    stranger.publish(new ClusterMessage("00000000000000ff", "/", kind, Map.copyOf(body)));
                }
            }
        }
        Selection everyone = new Selection(Set.of(), Set.of(), false, false, true);
        Map<String, Object> good = Forms.broadcast(Packet.event("/", null, "good", List.of(1)), everyone, null, null);
        stranger.publish(new ClusterMessage("00000000000000ff", "/", Kind.BROADCAST, good));

        a.expect("42[\"good\",1]");
        assertThat(a.socket().rooms()).containsExactly(a.socket().id());
        stranger.close();
    }

    @Test
    void answers_thatHoldMoreThanIsKept_areDroppedAndCountAsSilent() throws Exception {
        ClusterServer one = server();
        byte[] large = new byte[(int) (Questions.MAX_ANSWER_BYTES * 2 / 3)];
        List<ClusterBus.Lane> strangers = new ArrayList<>();
        for (String id : List.of("00000000000000f1", "00000000000000f2")) {
            ClusterBus.Lane stranger = bus.member().open("/", id);
            stranger.start(question -> stranger.answer(
                    question.from(),
                    new ClusterMessage(
                            id,
                            "/",
                            Kind.SERVER_SIDE_ANSWER,
                            Forms.answer(String.valueOf(question.requestId()), "packet", large))));
            strangers.add(stranger);
        }

        for (int i = 0; i < 3; i++) {
            // By a clock that stands still: nothing is waited for.
            ClusterReply<List<Args>> reply = one.io()
                    .of("/")
                    .serverSideEmitWithAck(SECOND, "q")
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);

            assertThat(reply.value()).hasSize(1);
            assertThat(reply.silentServers()).isEqualTo(1);
        }
        strangers.forEach(ClusterBus.Lane::close);
    }
}
