package dev.parley.testkit.cluster;

import dev.parley.cluster.ClusterBus;
import dev.parley.cluster.ClusterMessage;
import dev.parley.socketio.Adapter;
import dev.parley.socketio.packet.JsonCodec;
import dev.parley.socketio.packet.MsgpackCodec;
import dev.parley.socketio.packet.PacketLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries messages between servers in one process, on the thread that publishes them and as bytes. A test can cut servers off, which
 * the others still count.
 */
public final class InProcessBus {

    private static final int MAX_DEPTH = PacketLimits.DEFAULT_MAX_DEPTH;

    private final List<Member.Line> lines = new CopyOnWriteArrayList<>();
    private final Set<Member> cut = ConcurrentHashMap.newKeySet();

    /** A bus without members. */
    public InProcessBus() {}

    /**
     * Adds a server.
     *
     * @return the bus as this server has it
     */
    public Member member() {
        return new Member();
    }

    /**
     * Cuts a server off: it neither receives from the others nor reaches them.
     *
     * @param member the server
     */
    public void cut(Member member) {
        cut.add(member);
    }

    /**
     * Ends what {@link #cut} began.
     *
     * @param member the server
     */
    public void mend(Member member) {
        cut.remove(member);
    }

    /** In the form in which a bus would carry it: JSON, or MessagePack if there are bytes in it. */
    static ClusterMessage copy(ClusterMessage message, @Nullable String position) {
        byte[] json = JsonCodec.write(message.data());
        return json == null
                ? new ClusterMessage(
                        message.from(), message.namespace(), message.kind(), packed(message.data()), position)
                : ClusterMessage.ofJson(message.from(), message.namespace(), message.kind(), json, position);
    }

    @SuppressWarnings("unchecked") // the same as was written
    private static Map<String, @Nullable Object> packed(Map<String, @Nullable Object> data) {
        return (Map<String, @Nullable Object>)
                Objects.requireNonNull(MsgpackCodec.read(MsgpackCodec.write(data), MAX_DEPTH));
    }

    /** The bus as one server has it. */
    public final class Member implements ClusterBus {

        private Member() {}

        @Override
        public Lane open(String namespace, String server) {
            return new Line(namespace, server);
        }

        @Override
        public void close() {
            lines.removeIf(line -> line.member() == this);
        }

        private final class Line implements Lane {

            private final String namespace;
            private final String server;
            private volatile Consumer<ClusterMessage> receiver = message -> {};

            Line(String namespace, String server) {
                this.namespace = namespace;
                this.server = server;
            }

            Member member() {
                return Member.this;
            }

            @Override
            public CompletionStage<Void> start(Consumer<ClusterMessage> messages) {
                receiver = messages;
                lines.add(this);
                return CompletableFuture.completedStage(null);
            }

            private List<Line> others() {
                List<Line> others = new ArrayList<>(lines);
                others.removeIf(line -> line == this || !line.namespace.equals(namespace));
                return others;
            }

            @Override
            public CompletionStage<Void> publish(ClusterMessage message) {
                if (cut.contains(Member.this)) {
                    return CompletableFuture.failedStage(new IllegalStateException("cut off"));
                }
                others().forEach(line -> line.receive(message));
                return CompletableFuture.completedStage(null);
            }

            @Override
            public void answer(String asker, ClusterMessage message) {
                if (!cut.contains(Member.this)) {
                    others().stream().filter(line -> line.server.equals(asker)).forEach(line -> line.receive(message));
                }
            }

            private void receive(ClusterMessage message) {
                if (!cut.contains(Member.this)) {
                    receiver.accept(copy(message, null));
                }
            }

            @Override
            public CompletionStage<Integer> servers() {
                return CompletableFuture.completedStage(1 + others().size());
            }

            @Override
            public Adapter.Health health() {
                return new Adapter.Health(
                        cut.contains(Member.this) ? Adapter.Link.DISCONNECTED : Adapter.Link.CONNECTED, null, "");
            }

            @Override
            public void close() {
                lines.remove(this);
            }
        }
    }
}
