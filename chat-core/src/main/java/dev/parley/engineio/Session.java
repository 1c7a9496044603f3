package dev.parley.engineio;

import dev.parley.transport.Completion;
import dev.parley.transport.Frame;
import dev.parley.transport.OutboundPolicy;
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
 * <p>All state is guarded by {@code lock}, which is never held while a listener, a completion or a transport is called; only
 * {@code touched} belongs to the turns of the session's shard. Thread-safe.
 */
public final class Session {

    private enum State {
        OPENING,
        OPEN,
        CLOSING,
        CLOSED
    }

    final Object lock = new Object();
    final Outbox outbox = new Outbox(this);
    boolean touched;
    /** Sessions that were opened one after the other lie side by side in memory. */
    final int age;

    private final EngineServer server;
    private final String sid;
    private final RequestInfo request;
    private final int protocol;
    private final int shard;
    private final DeadlineQueue.Deadline deadline = new DeadlineQueue.Deadline(this);
    private State state = State.OPENING;
    private Wire wire;
    private @Nullable WebSocketWire probe;
    private @Nullable SessionListener listener;
    private @Nullable Runnable missedClose;
    private boolean askingAboutOverflow;

    Session(EngineServer server, String sid, RequestInfo request, int protocol, Function<Session, Wire> wire) {
        this.server = server;
        this.sid = sid;
        this.request = request;
        this.protocol = protocol;
        this.age = server.fanOut().count();
        this.shard = server.fanOut().shard(age);
        this.wire = wire.apply(this);
    }

    /** The session's id: a secret between the client and the server. */
    public String sid() {
        return sid;
    }

    /** The request that opened the session. */
    public RequestInfo request() {
        return request;
    }

    /** The transport used now. */
    public TransportName transportName() {
        synchronized (lock) {
            return wire.name();
        }
    }

    /** The protocol version: 4, or 3 for clients of Socket.IO 2. */
    public int protocol() {
        return protocol;
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

    /** Closes the session behind what was offered to it before; any thread. */
    public void close(CloseReason reason) {
        server.fanOut().submit(shard, turn -> turn.close(this, reason));
    }

    // ---- opening

    /** Queues the open packet, lets the layer above take the session, and sends. */
    void open() {
        EngineOptions options = server.options();
        synchronized (lock) {
            outbox.put(EncodedMessage.packet(OpenPacket.of(this, options)), true, null);
            if (options.initialPacket() != null) {
                outbox.put(options.initialPacket(), true, null);
            }
        }
        SessionListener receiver = server.listener().onSession(this);
        Runnable missed;
        synchronized (lock) {
            listener = receiver;
            missed = missedClose;
            missedClose = null;
            if (state == State.OPENING) {
                state = State.OPEN;
                server.heartbeat().alive(deadline, protocol);
            }
        }
        if (missed != null) {
            missed.run();
        }
        outbox.flush(null);
    }

    /** Opens with a poll waiting. */
    void openWith(Call call) {
        PollingWire polling = polling();
        if (polling != null) {
            polling.adopt(call);
        }
        open();
    }

    /** The polling transport, if it is the one used now. */
    @Nullable
    PollingWire polling() {
        synchronized (lock) {
            return wire instanceof PollingWire polling ? polling : null;
        }
    }

    /** The WebSocket of a session that was opened over one. */
    WebSocketWire webSocket() {
        synchronized (lock) {
            return (WebSocketWire) wire;
        }
    }

    // ---- what the outbox and the transports ask, with the lock held

    Wire wire() {
        return wire;
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

    // ---- what they tell, without the lock

    OutboundLimits limits() {
        return server.options().outbound();
    }

    EngineServer server() {
        return server;
    }

    /** Takes a packet from a transport; {@code handled} is told when the next may follow. */
    void receive(InPacket packet, Completion handled) {
        switch (packet.type()) {
            case InPacket.MESSAGE -> deliver(packet.content(), handled);
            case InPacket.CLOSE -> {
                terminate(CloseReason.TRANSPORT_CLOSE, "the client said goodbye");
                handled.succeed();
            }
            case InPacket.PING -> {
                heard(true, packet.content());
                handled.succeed();
            }
            case InPacket.PONG -> {
                heard(false, packet.content());
                handled.succeed();
            }
            default -> handled.succeed();
        }
    }

    private void deliver(Frame message, Completion handled) {
        SessionListener receiver;
        synchronized (lock) {
            receiver = state == State.OPEN ? listener : null;
            if (receiver != null && protocol == 3) {
                server.heartbeat().alive(deadline, protocol);
            }
        }
        if (receiver == null) {
            handled.succeed();
        } else {
            receiver.onMessage(message, handled);
        }
    }

    /** A ping or pong arrived; the wrong one for the protocol ends the session. */
    private void heard(boolean ping, Frame content) {
        if (ping == (protocol == 4)) {
            terminate(CloseReason.TRANSPORT_ERROR, "invalid heartbeat direction");
            return;
        }
        synchronized (lock) {
            if (state != State.OPEN) {
                return;
            }
            server.heartbeat().alive(deadline, protocol);
            if (ping) {
                String data = content.text();
                outbox.put(data.isEmpty() ? EncodedMessage.PONG : EncodedMessage.packet("3" + data), true, null);
            }
        }
        outbox.flush(null);
    }

    void pingDue() {
        synchronized (lock) {
            if (state != State.OPEN || deadline.isSet()) {
                return;
            }
            outbox.put(EncodedMessage.PING, true, null);
            server.heartbeat().pinged(deadline);
        }
        outbox.flush(null);
    }

    void heartbeatMissed() {
        synchronized (lock) {
            if (state != State.OPEN || deadline.isSet()) {
                return;
            }
        }
        terminate(CloseReason.PING_TIMEOUT, "no heartbeat from the client");
    }

    void sendFailed(Throwable cause) {
        terminate(CloseReason.TRANSPORT_ERROR, "a write failed: " + cause);
    }

    /** Asks the application what to do about a full queue, one question at a time. */
    void askAboutOverflow(Function<OutboundPolicy.Overflow, OutboundPolicy.Action> decider) {
        OutboundPolicy.Overflow overflow;
        synchronized (lock) {
            if (askingAboutOverflow) {
                return;
            }
            askingAboutOverflow = true;
            overflow = new OutboundPolicy.Overflow(sid, outbox.messages(), outbox.bytes());
        }
        server.execute(() -> {
            OutboundPolicy.Action action = OutboundPolicy.Action.CLOSE;
            try {
                action = decider.apply(overflow);
            } finally {
                synchronized (lock) {
                    askingAboutOverflow = false;
                }
                switch (action) {
                    case CLOSE -> terminate(CloseReason.SLOW_CONSUMER, "the outbound queue is full");
                    case DROP_OLDEST -> outbox.dropWaiting();
                    case DROP_NEWEST -> {
                        // the message that did not fit is gone already
                    }
                }
            }
        });
    }

    // ---- upgrading

    /** Lets a WebSocket try to take over; false when there is another or nothing to take over. */
    boolean beginProbe(WebSocketWire candidate) {
        synchronized (lock) {
            if (state != State.OPEN || probe != null || !(wire instanceof PollingWire)) {
                return false;
            }
            probe = candidate;
            candidate.startClock();
            return true;
        }
    }

    /** The candidate is gone or gave up; polling goes on. */
    void endProbe(WebSocketWire candidate) {
        synchronized (lock) {
            if (probe == candidate) {
                probe = null;
                candidate.stopClock();
            }
        }
    }

    /** Answers a held poll soon, so that the client can pause polling. */
    void releasePoll() {
        PollingWire polling = polling();
        if (polling != null) {
            polling.answerSoon();
        }
    }

    /**
     * Switches to the candidate.
     *
     * @param settled told when the last request body that came by polling is handled, and messages of the new transport may
     *     follow
     * @return false when the session closed meanwhile
     */
    boolean upgrade(WebSocketWire candidate, Completion settled) {
        PollingWire polling;
        synchronized (lock) {
            if (state != State.OPEN || probe != candidate || !(wire instanceof PollingWire current)) {
                return false;
            }
            polling = current;
            probe = null;
            candidate.stopClock();
            wire = candidate;
            candidate.activate();
        }
        polling.retire(settled);
        outbox.flush(null);
        return true;
    }

    // ---- closing

    /** Closes behind what waits. */
    void closeInOrder(CloseReason reason) {
        WebSocketWire abandoned;
        synchronized (lock) {
            if (!accepting()) {
                return;
            }
            state = State.CLOSING;
            abandoned = probe;
            probe = null;
            if (abandoned != null) {
                abandoned.stopClock();
            }
            wire.farewell(outbox, outbox.idle());
            server.heartbeat().closing(deadline);
        }
        if (abandoned != null) {
            abandoned.end(reason, true);
        }
        tellClosed(reason, "");
        outbox.flush(null);
    }

    /** Everything that waited when the session closed is sent. */
    void drained() {
        Wire ended;
        synchronized (lock) {
            if (state != State.CLOSING || !outbox.idle()) {
                return;
            }
            ended = finish();
        }
        server.forget(this);
        ended.end(CloseReason.FORCED_CLOSE, true);
    }

    /** The close timeout is over: for a closing session, or for the transport of a closed one. */
    void closeOverdue() {
        Wire overdue;
        synchronized (lock) {
            if (deadline.isSet()) {
                return;
            }
            overdue = state == State.CLOSED ? wire : null;
        }
        if (overdue != null) {
            overdue.overdue();
        } else {
            terminate(CloseReason.FORCED_CLOSE, "the client took too long to take its last packets");
        }
    }

    /** With the lock held: the last transition; a transport that still has to close gets a deadline for it. */
    private Wire finish() {
        state = State.CLOSED;
        deadline.cancel();
        if (wire.lingers()) {
            server.heartbeat().closing(deadline);
        }
        return wire;
    }

    /** Ends the session at once; what waits is dropped. Repeating the call does nothing. */
    void terminate(CloseReason reason, String description) {
        SendBatch dropped = new SendBatch();
        WebSocketWire abandoned;
        Wire ended;
        boolean drained;
        boolean told;
        synchronized (lock) {
            if (state == State.CLOSED) {
                return;
            }
            told = state == State.CLOSING;
            abandoned = probe;
            probe = null;
            if (abandoned != null) {
                abandoned.stopClock();
            }
            drained = outbox.settled();
            outbox.discard(dropped);
            ended = finish();
        }
        server.forget(this);
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
                deadline.cancel();
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
            return "Session[" + wire.name() + ", " + state + ']';
        }
    }
}
