package dev.parley.socketio;

import dev.parley.socketio.packet.Packet;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The sockets of one namespace, through its adapter. */
record NamespaceTarget(Namespace namespace) implements Target {

    @Override
    public EmitResult emit(Selection selection, String event, @Nullable Object[] args) {
        if (namespace.server().isClosed()) {
            return BroadcastResult.REFUSED;
        }
        return namespace.adapter().broadcast(packet(event, args), selection);
    }

    @Override
    public CompletionStage<BroadcastAcks> emitWithAck(
            Selection selection, Duration timeout, String event, @Nullable Object[] args) {
        return namespace.adapter().broadcastWithAck(packet(event, args), selection, timeout);
    }

    private Packet packet(String event, @Nullable Object[] args) {
        List<@Nullable Object> values = Collections.unmodifiableList(Arrays.asList(args));
        return Packet.event(namespace.name(), null, event, values);
    }

    @Override
    public CompletionStage<List<RemoteSocket>> fetchSockets(Selection selection) {
        return namespace.adapter().fetchSockets(selection);
    }

    @Override
    public void socketsJoin(Selection selection, Collection<String> rooms) {
        namespace.adapter().socketsJoin(selection, rooms);
    }

    @Override
    public void socketsLeave(Selection selection, Collection<String> rooms) {
        namespace.adapter().socketsLeave(selection, rooms);
    }

    @Override
    public void disconnectSockets(Selection selection, boolean close) {
        namespace.adapter().disconnectSockets(selection, close);
    }
}
