package dev.parley.socketio;

import dev.parley.engineio.EncodedMessage;
import dev.parley.engineio.FanOutCommand;
import dev.parley.engineio.OfferMode;
import dev.parley.engineio.Session;
import dev.parley.socketio.packet.Packet;
import dev.parley.socketio.packet.PacketType;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What one socket sends. Thread-safe: everything goes through the turns of the socket's shard, in order. */
final class SocketOutput {

    /** The version of Engine.IO under Socket.IO 2, whose CONNECT has no payload. */
    private static final int OLD_PROTOCOL = 3;

    private final Socket socket;
    /** Both belong to the turns of the socket's shard: nothing is sent before CONNECT, nothing behind DISCONNECT. */
    private boolean welcomed;

    private boolean gone;

    SocketOutput(Socket socket) {
        this.socket = socket;
    }

    boolean isReachable() {
        return welcomed && !gone;
    }

    private SocketServer server() {
        return socket.namespace().server();
    }

    private void submit(FanOutCommand command) {
        server().fanOut().submit(socket.shard(), command);
    }

    EmitResult emit(Selection flags, String event, @Nullable Object[] args) {
        Packet packet = event(event, null, args);
        if (!socket.connected()) {
            return BroadcastResult.REFUSED;
        }
        if (socket.namespace().recovery() != null && !flags.isVolatile()) {
            return socket.namespace().adapter().broadcast(packet, flags.to(socket.id()));
        }
        EncodedMessage message = server().encode(packet).withCompress(flags.compress());
        SingleDelivery delivery = new SingleDelivery(socket, message, mode(flags), null);
        submit(delivery);
        if (socket.watchesOutgoing()) {
            socket.notifyOutgoing(server().outgoing(packet));
        }
        return delivery;
    }

    CompletionStage<Args> emitWithAck(Selection flags, Duration timeout, String event, @Nullable Object[] args) {
        long ackId = socket.namespace().inMemory().nextAckId();
        Packet packet = event(event, ackId, args);
        EncodedMessage message = server().encode(packet).withCompress(flags.compress());
        SingleAck answer = new SingleAck(server().executor());
        ask(ackId, message, mode(flags), answer, socket.watchesOutgoing() ? server().outgoing(packet) : null);
        if (timeout.isZero()) {
            giveUp(ackId);
        } else {
            answer.timer(server().scheduler().schedule(timeout, () -> giveUp(ackId)));
        }
        return answer.answer().minimalCompletionStage();
    }

    /** Sends a packet that wants an answer; {@code answer} is told in any case. */
    void ask(
            long ackId,
            EncodedMessage message,
            OfferMode mode,
            AckRegistry.PendingAck answer,
            @Nullable Event outgoing) {
        if (!socket.connected() || !socket.acks().add(ackId, answer)) {
            answer.failed(socket, AckFailure.DISCONNECTED);
            return;
        }
        Runnable missed = () -> {
            if (socket.acks().remove(ackId) != null) {
                answer.failed(socket, isReachable() ? AckFailure.DROPPED : AckFailure.DISCONNECTED);
            }
        };
        submit(new SingleDelivery(socket, message, mode, missed));
        if (outgoing != null && socket.watchesOutgoing()) {
            socket.notifyOutgoing(outgoing);
        }
    }

    private void giveUp(long ackId) {
        AckRegistry.PendingAck late = socket.acks().remove(ackId);
        if (late != null) {
            late.failed(socket, AckFailure.TIMED_OUT);
        }
    }

    EncodedMessage encodeAck(long ackId, @Nullable Object[] args) {
        return server().encode(Packet.ack(socket.namespace().name(), ackId, list(args)));
    }

    /**
     * Sends what was missed, and behind it CONNECT. Both leave together: a client of the reference keeps events that come
     * before CONNECT, and if the connection is lost between them, it handles them twice.
     */
    void sendWelcome(List<EncodedMessage> missed) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("sid", socket.id());
        String pid = socket.pid();
        if (pid != null) {
            body.put("pid", pid);
        }
        EncodedMessage welcome = control(PacketType.CONNECT, socket.session().protocol() == OLD_PROTOCOL ? null : body);
        Session session = socket.session();
        submit(turn -> {
            if (!gone) {
                missed.forEach(message -> turn.offer(session, message, OfferMode.NORMAL, null));
                turn.offer(session, welcome, OfferMode.NORMAL, null);
                welcomed = true;
            }
        });
    }

    /** Sends a packet that nobody asks about, unless the socket has left. */
    void send(EncodedMessage message) {
        Session session = socket.session();
        submit(turn -> {
            if (!gone) {
                turn.offer(session, message, OfferMode.NORMAL, null);
            }
        });
    }

    /** Sends DISCONNECT and nothing behind it. */
    void sendFarewell() {
        EncodedMessage farewell = control(PacketType.DISCONNECT, null);
        Session session = socket.session();
        submit(turn -> {
            if (!gone) {
                gone = true;
                turn.offer(session, farewell, OfferMode.NORMAL, null);
            }
        });
    }

    /** The client has left: nothing more is sent. */
    void silence() {
        submit(turn -> gone = true);
    }

    private EncodedMessage control(PacketType type, @Nullable Object payload) {
        return server().encode(Packet.control(type, socket.namespace().name(), payload));
    }

    private Packet event(String event, @Nullable Long ackId, @Nullable Object[] args) {
        return Packet.event(socket.namespace().name(), ackId, ReservedNames.checkSocketEvent(event), list(args));
    }

    private static OfferMode mode(Selection flags) {
        return flags.isVolatile() ? OfferMode.VOLATILE : OfferMode.NORMAL;
    }

    private static List<@Nullable Object> list(@Nullable Object[] args) {
        return Collections.unmodifiableList(Arrays.asList(args));
    }
}
