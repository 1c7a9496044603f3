package dev.parley.socketio;

import dev.parley.engineio.fanout.FanOutCommand;
import dev.parley.engineio.fanout.OfferMode;
import dev.parley.engineio.fanout.Turn;
import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.engineio.session.Session;
import dev.parley.socketio.packet.Packet;
import dev.parley.socketio.packet.PacketType;
import dev.parley.socketio.room.RoomMember;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What one socket sends. Thread-safe: everything goes through the turns of the socket's shard, in order. */
final class SocketOutput extends RoomMember {

    /** The version of Engine.IO under Socket.IO 2, whose CONNECT has no payload. */
    private static final int OLD_PROTOCOL = 3;

    /** Packets that may wait for CONNECT; more are refused. */
    static final int MAX_HELD = 256;

    private final Socket socket;
    /** What was emitted while middleware decided, in order; belongs to the turns of the shard. */
    private @Nullable List<SingleDelivery> held;
    /** Whether CONNECT is on its way. */
    private volatile boolean welcoming;

    SocketOutput(Socket socket, String id, Session session) {
        super(id, session);
        this.socket = socket;
    }

    static Socket socket(RoomMember member) {
        return ((SocketOutput) member).socket;
    }

    @Override
    public boolean isConnected() {
        return socket.connected();
    }

    @Override
    public void notifyOutgoing(Packet packet) {
        if (socket.watchesOutgoing()) {
            socket.notifyOutgoing(server().outgoing(packet));
        }
    }

    private SocketServer server() {
        return socket.namespace().server();
    }

    private void submit(FanOutCommand command) {
        server().fanOut().submit(shard(), command);
        server().sent();
    }

    EmitResult emit(Selection flags, String event, @Nullable Object[] args) {
        Packet packet = event(event, null, args);
        if (server().isClosed() || (socket.hasLeft() && !(socket.isAwaited() && !flags.isVolatile()))) {
            return BroadcastResult.REFUSED;
        }
        boolean kept = socket.namespace().recovery() != null && !flags.isVolatile();
        if (kept && (socket.hasLeft() || memberships().isInOwnRoom())) {
            return socket.namespace()
                    .adapter()
                    .broadcast(packet, flags.to(socket.id()).onlyLocal());
        }
        EncodedMessage message = socket.namespace().encodeUnnumbered(packet).withCompress(flags.compress());
        SingleDelivery delivery = new SingleDelivery(socket, message, mode(flags), null);
        submit(delivery);
        server().observer().emitted(packet.namespace(), 1, message.size());
        notifyOutgoing(packet);
        return delivery;
    }

    CompletionStage<Args> emitWithAck(Selection flags, Duration timeout, String event, @Nullable Object[] args) {
        long ackId = socket.namespace().inMemory().nextAckId();
        Packet packet = event(event, ackId, args);
        EncodedMessage message = socket.namespace().encodeUnnumbered(packet).withCompress(flags.compress());
        SingleAck answer = new SingleAck(server(), socket.namespace().name());
        server().observer().emitted(packet.namespace(), 1, message.size());
        if (timeout.isZero()) {
            answer.failed(socket, socket.hasLeft() ? AckFailure.DISCONNECTED : AckFailure.TIMED_OUT);
            post(message, mode(flags), packet);
        } else {
            ask(ackId, message, mode(flags), answer, packet);
            answer.timer(server().scheduler().schedule(timeout, () -> giveUp(ackId)));
        }
        return answer.answer().minimalCompletionStage();
    }

    /** Sends a packet whose answer nobody waits for. */
    void post(EncodedMessage message, OfferMode mode, Packet packet) {
        send(new SingleDelivery(socket, message, mode, null), packet);
    }

    private void send(SingleDelivery delivery, Packet packet) {
        submit(delivery);
        notifyOutgoing(packet);
    }

    /** Sends a packet that wants an answer; {@code answer} is completed in any case. */
    void ask(long ackId, EncodedMessage message, OfferMode mode, AckRegistry.PendingAck answer, Packet packet) {
        AckFailure refused = socket.acks().add(ackId, answer);
        if (refused != null) {
            answer.failed(socket, refused);
            return;
        }
        Runnable missed = () -> {
            if (socket.acks().remove(ackId) != null) {
                answer.failed(socket, isReachable() ? AckFailure.DROPPED : AckFailure.DISCONNECTED);
            }
        };
        send(new SingleDelivery(socket, message, mode, missed), packet);
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
        EncodedMessage welcome = control(PacketType.CONNECT, session().protocol() == OLD_PROTOCOL ? null : body);
        Session session = session();
        welcoming = true;
        submit(turn -> {
            if (!isGone()) {
                missed.forEach(message -> turn.offer(session, message, OfferMode.NORMAL, null));
                turn.offer(session, welcome, OfferMode.NORMAL, null);
                welcomed();
                release(turn);
            }
        });
    }

    /** In a turn of the shard: keeps a packet that comes before CONNECT; false if it can go now, or never. */
    boolean hold(SingleDelivery delivery) {
        if (isWelcomed() || isGone()) {
            return false;
        }
        if (held == null) {
            held = new ArrayList<>(2);
        }
        return held.size() < MAX_HELD && held.add(delivery);
    }

    private void release(Turn turn) {
        List<SingleDelivery> waiting = held;
        held = null;
        if (waiting != null) {
            waiting.forEach(delivery -> delivery.run(turn));
        }
    }

    /** The socket left: what waits for a CONNECT that will not come is refused. */
    void abandon() {
        if (!welcoming) {
            submit(turn -> {
                gone();
                release(turn);
            });
        }
    }

    /** Sends a packet that nobody asks about, unless the socket has left. */
    void send(EncodedMessage message) {
        Session session = session();
        submit(turn -> {
            if (!isGone()) {
                turn.offer(session, message, OfferMode.NORMAL, null);
            }
        });
    }

    /** Sends DISCONNECT and nothing behind it. */
    void sendFarewell() {
        EncodedMessage farewell = control(PacketType.DISCONNECT, null);
        Session session = session();
        submit(turn -> {
            if (!isGone()) {
                gone();
                turn.offer(session, farewell, OfferMode.NORMAL, null);
                release(turn);
            }
        });
    }

    /** The client has left: nothing more is sent. */
    void silence() {
        submit(turn -> {
            gone();
            release(turn);
        });
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
