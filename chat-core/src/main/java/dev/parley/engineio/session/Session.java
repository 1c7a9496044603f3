package dev.parley.engineio.session;

import dev.parley.engineio.fanout.CloseReason;
import dev.parley.engineio.fanout.OfferMode;
import dev.parley.engineio.fanout.OfferResult;
import dev.parley.engineio.fanout.Receiver;
import dev.parley.engineio.options.EngineOptions;
import dev.parley.engineio.options.OutboundLimits;
import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.engineio.packet.InPacket;
import dev.parley.engineio.packet.SendBatch;
import dev.parley.engineio.packet.WireForm;
import dev.parley.transport.Completion;
import dev.parley.transport.Frame;
import dev.parley.transport.RequestInfo;
import dev.parley.transport.TransportName;
import java.nio.channels.ClosedChannelException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One client: its transport, its outbound queue, its heartbeat.
 *
 * <pre>
 * OPENING --opened--> OPEN --close--> CLOSING --drained, or overdue--> CLOSED
 *                     OPEN --failure, timeout, goodbye of the client--> CLOSED
 * </pre>
 *
 * <p>All state is guarded by {@code lock}, which is never held while a listener, a completion or a transport is called.
 * Thread-safe.
 */
public final class Session extends Receiver {

    private enum State {
        OPENING,
        OPEN,
        CLOSING,
        CLOSED
    }

    final Object lock = new Object();
    final Outbox outbox = new Outbox(this);

    private final SessionContext context;
    private final SessionOpening opening;
    private final int shard;
    private final SessionWatch watch = new SessionWatch();
    private final SessionHeartbeat heartbeat = new SessionHeartbeat(this);
    private final SessionLife life;
    private State state = State.OPENING;
    private SessionTransport transport;
    private final Intake intake;
    private @Nullable WebSocketTransport probe;
    private @Nullable SessionListener listener;
    private @Nullable Runnable missedClose;

    Session(SessionContext context, SessionOpening opening, Function<Session, SessionTransport> transport) {
        this(context, opening, transport, context.fanOut().count());
    }

    private Session(
            SessionContext context, SessionOpening opening, Function<Session, SessionTransport> transport, int age) {
        super(age);
        this.context = context;
        this.opening = opening;
        this.life = SessionLife.of(context);
        this.shard = context.fanOut().shard(age);
        this.intake = new Intake(this, opening.arrived());
        this.transport = transport.apply(this);
    }

    /** The session's id: a secret between the client and the server. */
    public String sid() {
        return opening.sid();
    }

    /** The request that opened the session. */
    public RequestInfo request() {
        return opening.request();
    }

    /** The transport used now. */
    public TransportName transportName() {
        synchronized (lock) {
            return transport.name();
        }
    }

    /** The protocol version: 4, or 3 for clients of Socket.IO 2. */
    public int protocol() {
        return opening.protocol();
    }

    /** Whether its client asked for base64 in place of binary when it opened it. */
    boolean wantsBase64() {
        return WireForm.wantsBase64(request());
    }

    /** Whether messages are delivered and accepted. */
    public boolean isOpen() {
        synchronized (lock) {
            return state == State.OPEN;
        }
    }

    /** Whether a message offered now would be sent at once. */
    public boolean isWritable() {
        synchronized (lock) {
            return state == State.OPEN && outbox.writable();
        }
    }

    /** Messages that wait or are being written. */
    public int queuedMessages() {
        synchronized (lock) {
            return outbox.messages();
        }
    }

    /** The size in bytes of the messages that wait or are being written. */
    public long queuedBytes() {
        synchronized (lock) {
            return outbox.bytes();
        }
    }

    /** The number of the fan-out shard that writes to it. */
    public int shard() {
        return shard;
    }

    /** Shows its packets to whoever wants to see them. */
    public SessionWatch watch() {
        return watch;
    }

    /** What its client may send, and what of it waits. */
    public Intake intake() {
        return intake;
    }

    /** Closes the session behind what was offered to it before; any thread. */
    public void close(CloseReason reason) {
        context.fanOut().submit(shard, turn -> turn.close(this, reason));
    }

    // ---- what its shard does

    @Override
    protected OfferResult offer(EncodedMessage message, OfferMode mode, @Nullable Completion flushed) {
        return outbox.offer(message, mode, flushed);
    }

    @Override
    protected void whenFlushed(Completion flushed) {
        outbox.whenFlushed(flushed);
    }

    @Override
    protected @Nullable SendBatch flush(@Nullable SendBatch spare) {
        return outbox.flush(spare);
    }

    @Override
    protected void closeInOrder(CloseReason reason) {
        closeInOrder(reason, "");
    }

    // ---- opening

    /** Queues the open packet, lets the layer above take the session, and sends. */
    void open() {
        EngineOptions options = context.options();
        synchronized (lock) {
            String packet = OpenPacket.of(sid(), transport.name(), options);
            outbox.put(EncodedMessage.packet(packet), true, null);
            if (options.initialPacket() != null) {
                outbox.put(EncodedMessage.of(options.initialPacket()), true, null);
            }
        }
        life.opened(transportName(), protocol());
        SessionListener receiver = context.listener().onSession(this);
        intake.taken();
        Runnable missed;
        synchronized (lock) {
            listener = receiver;
            missed = missedClose;
            missedClose = null;
            if (state == State.OPENING) {
                state = State.OPEN;
                heartbeat.alive();
            }
        }
        if (missed != null) {
            missed.run();
        }
        outbox.flush(null);
    }

    /** The polling transport, if it is the one used now. */
    @Nullable
    PollingTransport polling() {
        synchronized (lock) {
            return transport instanceof PollingTransport polling ? polling : null;
        }
    }

    /** The WebSocket of a session that was opened over one. */
    WebSocketTransport webSocket() {
        synchronized (lock) {
            return (WebSocketTransport) transport;
        }
    }

    // ---- what the outbox and the transports ask, with the lock held

    SessionTransport transport() {
        return transport;
    }

    /** Whether messages may be offered. */
    boolean accepting() {
        return state == State.OPENING || state == State.OPEN;
    }

    /** Whether the layer above is still taking the session, and nothing may leave yet: the client could answer too early. */
    boolean opening() {
        return state == State.OPENING;
    }

    boolean closed() {
        return state == State.CLOSED;
    }

    boolean closing() {
        return state == State.CLOSING;
    }

    boolean probing() {
        return probe != null && probe.probed();
    }

    // ---- what they report, without the lock

    OutboundLimits limits() {
        return context.options().outbound();
    }

    SessionContext context() {
        return context;
    }

    /** Takes a packet from a transport; {@code handled} is completed when the next may follow. */
    void receive(InPacket packet, Completion handled) {
        watch.received(packet);
        context.observer().packetReceived(packet.content().size());
        switch (packet.type()) {
            case InPacket.MESSAGE -> deliver(packet.content(), handled);
            case InPacket.CLOSE -> {
                terminate(CloseReason.TRANSPORT_CLOSE, "the client said goodbye");
                handled.succeed();
            }
            case InPacket.PING -> {
                heartbeat.heard(true, packet.content());
                handled.succeed();
            }
            case InPacket.PONG -> {
                heartbeat.heard(false, packet.content());
                handled.succeed();
            }
            default -> handled.succeed();
        }
    }

    private void deliver(Frame message, Completion handled) {
        SessionListener receiver;
        synchronized (lock) {
            receiver = state == State.OPEN ? listener : null;
            if (receiver != null && protocol() == 3) {
                heartbeat.alive();
            }
        }
        if (receiver == null) {
            handled.succeed();
        } else {
            receiver.onMessage(message, handled);
        }
    }

    void sendFailed(Throwable cause) {
        terminate(CloseReason.TRANSPORT_ERROR, "a write failed: " + cause);
    }

    // ---- upgrading

    /** Lets a WebSocket try to take over; false when there is another or nothing to take over. */
    boolean beginProbe(WebSocketTransport candidate) {
        synchronized (lock) {
            if (state != State.OPEN || probe != null || !(transport instanceof PollingTransport)) {
                return false;
            }
            probe = candidate;
            candidate.startClock();
            return true;
        }
    }

    /** The candidate is gone or gave up; polling goes on. */
    void endProbe(WebSocketTransport candidate) {
        synchronized (lock) {
            if (probe == candidate) {
                takeProbe();
            } else {
                return;
            }
        }
        context.observer().upgradeEnded(false);
    }

    /**
     * Switches to the candidate.
     *
     * @param settled completed when the last request body that came by polling is handled, and messages of the new transport may
     *     follow
     * @return false when the session closed meanwhile
     */
    boolean upgrade(WebSocketTransport candidate, Completion settled) {
        PollingTransport polling;
        synchronized (lock) {
            boolean alive = state == State.OPEN || state == State.CLOSING;
            if (!alive || probe != candidate || !(transport instanceof PollingTransport current)) {
                return false;
            }
            polling = current;
            takeProbe();
            transport = candidate;
            candidate.activate();
        }
        watch.upgraded();
        context.observer().upgradeEnded(true);
        polling.retire(settled);
        outbox.flush(null);
        return true;
    }

    // ---- closing

    /**
     * Closes behind what waits. A candidate for an upgrade may still take over: a client that was answered its probe does not
     * poll any more.
     */
    void closeInOrder(CloseReason reason, String description) {
        synchronized (lock) {
            if (!accepting()) {
                return;
            }
            state = State.CLOSING;
            life.ends(reason);
            transport.closing(outbox.idle());
            heartbeat.closing();
        }
        tellClosed(reason, description);
        outbox.flush(null);
    }

    /** The client broke the protocol: nothing more is taken from it, and what was queued for it before still leaves. */
    void violated(CloseReason reason, String description) {
        boolean nothingWaits;
        synchronized (lock) {
            nothingWaits = outbox.empty();
        }
        if (nothingWaits) {
            terminate(reason, description);
        } else {
            closeInOrder(reason, description);
        }
    }

    /** Everything that waited when the session closed is sent. */
    void drained() {
        SessionTransport ended;
        WebSocketTransport abandoned;
        synchronized (lock) {
            if (state != State.CLOSING || !outbox.idle() || !transport.claimEnd()) {
                return;
            }
            abandoned = takeProbe();
            ended = finish();
        }
        forget(ended, CloseReason.FORCED_CLOSE);
        ended.end(CloseReason.FORCED_CLOSE, true);
        if (abandoned != null) {
            abandoned.end(CloseReason.FORCED_CLOSE, true);
        }
    }

    private void forget(SessionTransport last, CloseReason reason) {
        context.sessions().forget(this);
        intake.leave();
        life.closed(last.name(), reason);
    }

    /** With the lock held: the candidate for an upgrade, which is none any more. */
    private @Nullable WebSocketTransport takeProbe() {
        WebSocketTransport candidate = probe;
        probe = null;
        if (candidate != null) {
            candidate.stopClock();
        }
        return candidate;
    }

    /** The close timeout is over: for a closing session, or for the transport of a closed one. */
    void closeOverdue() {
        SessionTransport overdue;
        synchronized (lock) {
            if (heartbeat.isSet()) {
                return;
            }
            overdue = state == State.CLOSED ? transport : null;
        }
        if (overdue != null) {
            overdue.overdue();
        } else {
            terminate(CloseReason.FORCED_CLOSE, "the client took too long to take its last packets");
        }
    }

    /** With the lock held: the last transition; a transport that still has to close gets a deadline for it. */
    private SessionTransport finish() {
        state = State.CLOSED;
        heartbeat.cancel();
        if (transport.lingers()) {
            heartbeat.closing();
        }
        return transport;
    }

    /**
     * Ends the session at once; what waits is dropped. Repeating the call does nothing.
     *
     * @param reason why
     * @param description more about it, for a log; possibly empty
     */
    public void terminate(CloseReason reason, String description) {
        SendBatch dropped = new SendBatch();
        WebSocketTransport abandoned;
        SessionTransport ended;
        boolean drained;
        boolean told;
        synchronized (lock) {
            if (state == State.CLOSED) {
                return;
            }
            told = state == State.CLOSING;
            abandoned = takeProbe();
            drained = outbox.settled();
            outbox.discard(dropped);
            ended = finish();
        }
        forget(ended, reason);
        ended.end(reason, drained);
        if (abandoned != null) {
            abandoned.end(reason, true);
        }
        dropped.finish(new ClosedChannelException());
        if (!told) {
            tellClosed(reason, description);
        }
    }

    /** The transport is gone for good. */
    void gone() {
        synchronized (lock) {
            if (state == State.CLOSED) {
                heartbeat.cancel();
            }
        }
    }

    private void tellClosed(CloseReason reason, String description) {
        SessionListener told;
        synchronized (lock) {
            told = listener;
            if (told == null) {
                missedClose = () -> tellClosed(reason, description);
            }
        }
        if (told != null) {
            told.onClose(reason, description);
        }
    }

    @Override
    public String toString() {
        synchronized (lock) {
            return "Session[" + transport.name() + ", " + state + ']';
        }
    }
}
