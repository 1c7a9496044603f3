package dev.parley.socketio;

import dev.parley.engineio.fanout.OfferMode;
import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.engineio.session.Session;
import dev.parley.socketio.ack.AckOwner;
import dev.parley.socketio.ack.AckRegistry;
import dev.parley.socketio.ack.SingleAck;
import dev.parley.socketio.delivery.BroadcastResult;
import dev.parley.socketio.delivery.MemberOutput;
import dev.parley.socketio.delivery.ShardWriter;
import dev.parley.socketio.delivery.SingleDelivery;
import dev.parley.socketio.event.Ack;
import dev.parley.socketio.event.AckFailure;
import dev.parley.socketio.event.Args;
import dev.parley.socketio.event.EmitResult;
import dev.parley.socketio.event.Selection;
import dev.parley.socketio.inbound.Mailbox;
import dev.parley.socketio.listener.AnswerDeadlines;
import dev.parley.socketio.listener.EngineWatchers;
import dev.parley.socketio.listener.ListenerRegistry.Kind;
import dev.parley.socketio.listener.ReceivedAck;
import dev.parley.socketio.listener.ReservedNames;
import dev.parley.socketio.packet.Packet;
import dev.parley.socketio.packet.PacketType;
import dev.parley.socketio.room.RoomMember;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The output of one socket. Thread-safe: everything goes through the turns of the socket's shard, in order. */
final class SocketOutput extends MemberOutput
        implements AckOwner, ReceivedAck.Peer, EngineWatchers.Watched, Target.OfSocket {

    /** The Engine.IO version of Socket.IO 2, whose CONNECT has no payload. */
    private static final int OLD_PROTOCOL = 3;

    private final Socket socket;
    private final AckRegistry acks;
    /** Null until an acknowledgement is deferred; created in the mailbox. */
    private volatile @Nullable AnswerDeadlines answers;

    SocketOutput(Socket socket, String id, Session session, ShardWriter writer) {
        super(id, session, writer);
        this.socket = socket;
        this.acks = new AckRegistry(session.intake());
    }

    static Socket socket(RoomMember member) {
        return ((SocketOutput) member).socket;
    }

    @Override
    public AckRegistry acks() {
        return acks;
    }

    @Override
    public void answered(ReceivedAck ack) {
        AnswerDeadlines known = answers;
        if (known != null) {
            known.answered(ack);
        }
    }

    /** In the mailbox: schedules a negative acknowledgement in case there is none in time. */
    void watch(ReceivedAck ack, Duration limit) {
        AnswerDeadlines known = answers;
        if (known == null) {
            known = new AnswerDeadlines(limit, server().scheduler(), server().executor());
            answers = known;
        }
        known.watch(ack);
        if (hasLeft()) {
            known.close();
        }
    }

    Ack ackFor(@Nullable Long ackId) {
        return ackId == null ? ReceivedAck.UNWANTED : new ReceivedAck(this, ackId);
    }

    /** The socket disconnected: it no longer receives or sends acknowledgements. */
    void closeAcks() {
        acks.close(id());
        AnswerDeadlines watched = answers;
        if (watched != null) {
            watched.close();
        }
    }

    @Override
    public Mailbox mailbox() {
        return socket.mailbox();
    }

    @Override
    public boolean hasLeft() {
        return socket.life().hasLeft();
    }

    @Override
    public int mailboxCapacity() {
        return server().settings().mailboxCapacity();
    }

    @Override
    public void guard(String event, Runnable listener) {
        socket.listeners().guard(event, listener);
    }

    @Override
    public BroadcastOperator others(Selection flags) {
        return socket.namespace().operator(flags.except(id()));
    }

    @Override
    public boolean isConnected() {
        return socket.connected();
    }

    @Override
    public void notifyOutgoing(Packet packet) {
        SocketListeners listeners = socket.listeners();
        if (listeners.has(Kind.ANY_OUTGOING)) {
            listeners.notifyOutgoing(server().outgoing(packet));
        }
    }

    private ServerContext server() {
        return socket.namespace().server();
    }

    @Override
    public EmitResult emit(Selection flags, String event, @Nullable Object[] args) {
        Packet packet = event(event, null, args);
        if (server().isClosed() || (socket.life().isEnding() && !(socket.life().isAwaited() && !flags.isVolatile()))) {
            return BroadcastResult.REFUSED;
        }
        boolean kept = socket.namespace().recovery() != null && !flags.isVolatile();
        if (kept && (socket.life().hasLeft() || memberships().isInOwnRoom())) {
            Adapter adapter = socket.namespace().adapter();
            Selection own = flags.to(id());
            // A position is needed, which a log of the cluster gives.
            return adapter.broadcast(packet, adapter.sessions() == null ? own.onlyLocal() : own);
        }
        EncodedMessage message = socket.namespace().encodeUnnumbered(packet).withCompress(flags.compress());
        SingleDelivery delivery = new SingleDelivery(this, message, mode(flags), null);
        submit(delivery);
        server().observer().emitted(packet.namespace(), 1, message.size());
        notifyOutgoing(packet);
        return delivery;
    }

    @Override
    public CompletionStage<Args> emitWithAck(Selection flags, Duration timeout, String event, @Nullable Object[] args) {
        long ackId = socket.namespace().inMemory().nextAckId();
        Packet packet = event(event, ackId, args);
        EncodedMessage message = socket.namespace().encodeUnnumbered(packet).withCompress(flags.compress());
        SingleAck answer = new SingleAck(server().acks(), socket.namespace().name(), event);
        server().observer().emitted(packet.namespace(), 1, message.size());
        if (timeout.isZero()) {
            answer.failed(id(), socket.life().isEnding() ? AckFailure.DISCONNECTED : AckFailure.TIMED_OUT);
            post(message, mode(flags), packet);
        } else {
            ask(ackId, message, mode(flags), answer, packet);
            answer.timer(server().scheduler().schedule(timeout, () -> giveUp(ackId)));
        }
        return answer.answer().minimalCompletionStage();
    }

    /** Sends a packet without an acknowledgement. */
    void post(EncodedMessage message, OfferMode mode, Packet packet) {
        send(new SingleDelivery(this, message, mode, null), packet);
    }

    private void send(SingleDelivery delivery, Packet packet) {
        submit(delivery);
        notifyOutgoing(packet);
    }

    /** Sends a packet with an acknowledgement; {@code answer} is completed in any case. */
    void ask(long ackId, EncodedMessage message, OfferMode mode, AckRegistry.PendingAck answer, Packet packet) {
        AckFailure refused = acks.add(ackId, answer);
        if (refused != null) {
            answer.failed(id(), refused);
            return;
        }
        Runnable missed = () -> {
            if (acks.remove(ackId) != null) {
                answer.failed(id(), isReachable() ? AckFailure.DROPPED : AckFailure.DISCONNECTED);
            }
        };
        send(new SingleDelivery(this, message, mode, missed), packet);
    }

    private void giveUp(long ackId) {
        AckRegistry.PendingAck late = acks.remove(ackId);
        if (late != null) {
            late.failed(id(), AckFailure.TIMED_OUT);
        }
    }

    @Override
    public EncodedMessage encodeAck(long ackId, @Nullable Object[] args) {
        return server().encode(Packet.ack(socket.namespace().name(), ackId, list(args)));
    }

    /** Sends what was missed, followed by CONNECT. */
    void sendWelcome(List<EncodedMessage> missed) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("sid", id());
        String pid = socket.pid();
        if (pid != null) {
            body.put("pid", pid);
        }
        sendWelcome(missed, control(PacketType.CONNECT, session().protocol() == OLD_PROTOCOL ? null : body));
    }

    /** Sends DISCONNECT and nothing after it. */
    void sendFarewell() {
        sendFarewell(control(PacketType.DISCONNECT, null));
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
