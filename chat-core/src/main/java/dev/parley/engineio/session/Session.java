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
 * The session of one client: its transport, outbound queue and heartbeat.
 *
 * <pre>
 * OPENING --opened--> OPEN --close--> CLOSING --drained, or overdue--> CLOSED
 *                     OPEN --failure, timeout, closed by the client--> CLOSED
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
    private final SessionHeartbeat heartbeat = new SessionHeartbeat(this);
    private final SessionLife life;
    private State state = State.OPENING;
    private SessionTransport transport;
    private final Intake intake;
    private @Nullable WebSocketTransport probe;
    private @Nullable SessionListener listener;
    private @Nullable Runnable missedClose;
    volatile @Nullable SessionObserver observer;

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

    /** The session id: a secret shared by client and server. */
    public String sid() {
        return opening.sid();
    }

    /** The request that opened the session. */
    public RequestInfo request() {
        return opening.request();
    }

    /** The current transport. */
    public TransportName transportName() {
        synchronized (lock) {
            return transport.name();
        }
    }

    /** The protocol version: 4, or 3 for clients of Socket.IO 2. */
    public int protocol() {
        return opening.protocol();
    }

    /** Whether the client asked for base64 instead of binary when opening the session. */
    boolean wantsBase64() {
        return WireForm.wantsBase64(request());
    }

    /** Whether messages are delivered and accepted. */
    public boolean isOpen() {
        synchronized (lock) {
            return state == State.OPEN;
        }
    }

    /** Whether a message offered now would be sent immediately. */
    public boolean isWritable() {
        synchronized (lock) {
            return state == State.OPEN && outbox.writable();
        }
    }

    /** The number of messages queued or in flight. */
    public int queuedMessages() {
        synchronized (lock) {
            return outbox.messages();
        }
    }

    /** The total size in bytes of the messages queued or in flight. */
    public long queuedBytes() {
        synchronized (lock) {
            return outbox.bytes();
        }
    }

    /** The index of the fan-out shard that writes to this session. */
    public int shard() {
        return shard;
    }

    /** Sets the only observer of the session's packets; null for none. */
    public void observe(@Nullable SessionObserver value) {
        observer = value;
    }

    /** The limits and account of the client's input. */
    public Intake intake() {
        return intake;
    }

    /** Closes the session gracefully, after sending everything offered before; thread-safe. */
    public void close(CloseReason reason) {
        context.fanOut().submit(shard, turn -> turn.close(this, reason));
    }

    // ---- called by its shard

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

    /** Queues the open packet, lets the layer above accept the session, and sends. */
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

    /** The polling transport, if it is the current one. */
    @Nullable
    PollingTransport polling() {
        synchronized (lock) {
            return transport instanceof PollingTransport polling ? polling : null;
        }
    }

    /** The WebSocket of a session opened over one. */
    WebSocketTransport webSocket() {
        synchronized (lock) {
            return (WebSocketTransport) transport;
        }
    }

    // ---- called by the outbox and the transports, with the lock held

    SessionTransport transport() {
        return transport;
    }

    /** Whether messages may be offered. */
    boolean accepting() {
        return state == State.OPENING || state == State.OPEN;
    }

    /** Whether the layer above is still accepting the session: nothing is sent yet, lest the client responds too early. */
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

    // ---- callbacks of the outbox and the transports, without the lock

    OutboundLimits limits() {
        return context.options().outbound();
    }

    SessionContext context() {
        return context;
    }

    /** Handles a packet from a transport; {@code handled} completes when the next one may follow. */
    void receive(InPacket packet, Completion handled) {
        SessionObserver.received(observer, packet);
        context.observer().packetReceived(packet.content().size());
        switch (packet.type()) {
            case InPacket.MESSAGE -> deliver(packet.content(), handled);
            case InPacket.CLOSE -> {
                terminate(CloseReason.TRANSPORT_CLOSE, "the client said goodbye");
                handled.succeed();
            }
            case InPacket.PING -> {
                heartbeat.received(true, packet.content());
                handled.succeed();
            }
            case InPacket.PONG -> {
                heartbeat.received(false, packet.content());
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

    // ---- upgrades

    /** Registers a WebSocket as upgrade candidate; false if there is another one or no polling transport to replace. */
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

    /** The candidate failed or was closed; polling continues. */
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
     * @param settled completes once the last request body received by polling is handled, and messages of the new
     *     transport may follow
     * @return false if the session was closed meanwhile
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
        SessionObserver.upgraded(observer);
        context.observer().upgradeEnded(true);
        polling.retire(settled);
        outbox.flush(null);
        return true;
    }

    // ---- closing

    /**
     * Closes gracefully, after sending the queue. An upgrade candidate may still take over: once its probe was
     * answered, the client no longer polls.
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
        notifyClosed(reason, description);
        outbox.flush(null);
    }

    /** The client violated the protocol: its input is ignored from now on, but queued messages are still sent. */
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

    /** Called when the queue of a closing session has been sent. */
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

    /** With the lock held: takes the upgrade candidate. */
    private @Nullable WebSocketTransport takeProbe() {
        WebSocketTransport candidate = probe;
        probe = null;
        if (candidate != null) {
            candidate.stopClock();
        }
        return candidate;
    }

    /** The close timeout of a closing session, or of the transport of a closed one, has expired. */
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

    /** With the lock held: the final transition; a transport that still has to close gets a deadline. */
    private SessionTransport finish() {
        state = State.CLOSED;
        heartbeat.cancel();
        if (transport.lingers()) {
            heartbeat.closing();
        }
        return transport;
    }

    /**
     * Ends the session immediately, discarding the queue. Idempotent.
     *
     * @param reason the reason
     * @param description details for the log; possibly empty
     */
    public void terminate(CloseReason reason, String description) {
        SendBatch dropped = new SendBatch();
        WebSocketTransport abandoned;
        SessionTransport ended;
        boolean drained;
        boolean notified;
        synchronized (lock) {
            if (state == State.CLOSED) {
                return;
            }
            notified = state == State.CLOSING;
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
        if (!notified) {
            notifyClosed(reason, description);
        }
    }

    /** The transport is closed for good. */
    void gone() {
        synchronized (lock) {
            if (state == State.CLOSED) {
                heartbeat.cancel();
            }
        }
    }

    private void notifyClosed(CloseReason reason, String description) {
        SessionListener known;
        synchronized (lock) {
            known = listener;
            if (known == null) {
                missedClose = () -> notifyClosed(reason, description);
            }
        }
        if (known != null) {
            known.onClose(reason, description);
        }
    }

    @Override
    public String toString() {
        synchronized (lock) {
            return "Session[" + transport.name() + ", " + state + ']';
        }
    }
}
