package dev.parley.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.cluster.Clustering;
import dev.parley.conformance.LocalWire;
import dev.parley.conformance.SocketHarness;
import dev.parley.conformance.SocketHarness.Pair;
import dev.parley.socketio.BroadcastOperator;
import dev.parley.socketio.RemoteSocket;
import dev.parley.socketio.event.Args;
import dev.parley.socketio.event.BroadcastAcks;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server of Parley. */
final class JavaMember implements Member {

    private static final Duration TIME = Duration.ofSeconds(5);

    private final String name;
    private final SocketHarness io;
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private @Nullable Pair client;

    JavaMember(String name, LocalWire wire, RedisCluster cluster) throws Exception {
        this.name = name;
        Clustering adapter = Clustering.over(cluster.bus());
        this.io = SocketHarness.start(wire, options -> options.adapter(adapter));
        io.server().of("/").onServerSide("told", event -> {
            Object second = event.get(1, Object.class);
            String bytes = second instanceof byte[] all
                    ? "{\"$b\":\"" + HexFormat.of().formatHex(all) + "\"}"
                    : new ObjectMapper().valueToTree(second).toString();
            told.add("[\"" + event.get(0, String.class) + "\"," + bytes + "]");
        });
        io.server().of("/").onServerSide("asked", event -> event.ack().send(name, 2));
        get(io.server().ready());
    }

    private Pair client() {
        return Objects.requireNonNull(client);
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static Object[] args(String event) {
        return NodeInteropTest.EVENT.equals(event)
                ? new Object[] {1, "zwölf", Map.of("three", Arrays.asList(3.5, null, true))}
                : NodeInteropTest.BYTES.equals(event)
                        ? new Object[] {new byte[] {1, 2, 3}, Map.of("b", new byte[] {(byte) 0xff})}
                        : new Object[0];
    }

    private static String eventName(String event) {
        return event.substring(2, event.indexOf('"', 2));
    }

    private BroadcastOperator in(String room) {
        return room.isEmpty() ? io.server().of("/").except() : io.server().in(room);
    }

    @Override
    public String connect(String room) {
        client = io.pair();
        client().socket().join(room);
        return client().socket().id();
    }

    @Override
    public String next() {
        String text = client().peer().awaitText();
        if (text.startsWith("41")) {
            return "[\"disconnected\"]";
        }
        String json = text.substring(text.indexOf('['));
        if (text.startsWith("45")) {
            int count = Integer.parseInt(text.substring(2, text.indexOf('-')));
            for (int i = 0; i < count; i++) {
                String hex = HexFormat.of().formatHex(client().peer().awaitBytes());
                json = json.replace("{\"_placeholder\":true,\"num\":" + i + "}", "{\"$b\":\"" + hex + "\"}");
            }
        } else if (text.indexOf('[') > 2) {
            client().peer().send("43" + text.substring(2, text.indexOf('[')) + "[\"" + name + "\",\"second\"]");
        }
        return json;
    }

    @Override
    public Set<String> rooms(String socket) {
        return client().socket().rooms();
    }

    @Override
    public int count() throws Exception {
        return get(io.server().of("/").adapter().serverCount());
    }

    @Override
    public void emit(String to, String except, String event) {
        BroadcastOperator target = except.isEmpty() ? in(to) : io.server().except(except);
        target.emit(eventName(event), args(event));
    }

    @Override
    public Set<String> ask(List<Member> asked) throws Exception {
        CompletionStage<BroadcastAcks> acks = in("").timeout(TIME).emitWithAck("q");
        for (Member member : asked) {
            assertThat(member.next()).isEqualTo("[\"q\"]");
        }
        Set<String> answers = new TreeSet<>();
        BroadcastAcks all = get(acks);
        assertThat(all.complete()).isTrue();
        all.answers().forEach(answer -> answers.add(answer.args().get(0, String.class)));
        return answers;
    }

    @Override
    public Set<String> fetch(String room) throws Exception {
        Set<String> ids = new TreeSet<>();
        for (RemoteSocket socket : get(in(room).fetchSockets(TIME)).value()) {
            assertThat(socket.rooms()).contains(socket.id());
            assertThat(socket.handshake().url()).startsWith("/socket.io/?");
            ids.add(socket.id());
        }
        return ids;
    }

    @Override
    public void emitTo(String socket, String event) throws Exception {
        get(in(socket).fetchSockets(TIME)).value().get(0).emit(eventName(event), args(event));
    }

    @Override
    public void socketsJoin(String to, String room) throws Exception {
        get(in(to).socketsJoin(room));
    }

    @Override
    public void socketsLeave(String to, String room) throws Exception {
        get(in(to).socketsLeave(room));
    }

    @Override
    public void disconnectSockets(String to) throws Exception {
        get(in(to).disconnectSockets(false));
    }

    @Override
    public void tell(String text) {
        io.server().serverSideEmit("told", text, new byte[] {7});
    }

    @Override
    public String heard() throws Exception {
        return String.valueOf(told.poll(20, TimeUnit.SECONDS));
    }

    @Override
    public Set<String> askServers() throws Exception {
        Set<String> answers = new TreeSet<>();
        var reply = get(io.server().of("/").serverSideEmitWithAck(TIME, "asked"));
        assertThat(reply.complete()).isTrue();
        for (Args args : reply.value()) {
            answers.add(args.get(0, String.class));
        }
        return answers;
    }

    @Override
    public void close() {
        var unused = io.server().shutdown();
    }
}
