package dev.parley.socketio;

import dev.parley.engineio.fanout.CloseReason;
import dev.parley.engineio.fanout.OfferMode;
import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.engineio.session.Session;
import dev.parley.engineio.session.SessionListener;
import dev.parley.socketio.event.DisconnectReason;
import dev.parley.socketio.handshake.ConnectError;
import dev.parley.socketio.inbound.OldConnect;
import dev.parley.socketio.inbound.PacketWeight;
import dev.parley.socketio.inbound.PartialPacket;
import dev.parley.socketio.listener.EngineWatchers;
import dev.parley.socketio.listener.Refusals;
import dev.parley.socketio.packet.Packet;
import dev.parley.socketio.packet.PacketDecoder;
import dev.parley.socketio.packet.PacketException;
import dev.parley.socketio.packet.PacketType;
import dev.parley.time.Scheduler;
import dev.parley.time.Scheduler.Cancellable;
import dev.parley.transport.Completion;
import dev.parley.transport.Frame;
import dev.parley.transport.TransportName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An Engine.IO session and its sockets, one per namespace. The decoder is owned by the session's reader; everything
 * else is guarded by {@code this}. Runs no user code.
 */
final class Connection implements SessionListener, Socket.Carrier {

    /** Maximum number of namespaces that a connection may be in or joining; further ones are refused. */
    static final int MAX_NAMESPACES = 1_000;

    /** The Engine.IO version of Socket.IO 2. */
    private static final int OLD_PROTOCOL = 3;

    private final ServerContext server;
    private final Namespaces namespaces;
    private final Session session;
    private final PacketDecoder decoder;
    private final EngineWatchers watchers;
    private final List<Seat> seats = new ArrayList<>(1);
    /** Runs until the first socket is admitted. */
    private @Nullable Cancellable connectTimer;

    private boolean closed;
    /** Whether the client is, or was, in a namespace. */
    private volatile boolean admitted;

    private final PartialPacket partial;
    /** Owned by the session's reader, like the decoder. */
    private boolean broken;

    /** A namespace on this connection. */
    private static final class Seat {
        private final String namespace;
        private SeatState state = SeatState.CONNECTING;
        private @Nullable Socket socket;
        /** While CONNECTING. */
        private @Nullable Admission admission;

        Seat(String namespace) {
            this.namespace = namespace;
        }
    }

    /** CONNECTING to CONNECTED; CONNECTED to REMOVED when the server disconnects the socket and the client cannot know yet. */
    private enum SeatState {
        CONNECTING,
        CONNECTED,
        REMOVED
    }

    Connection(ServerContext server, Namespaces namespaces, Session session) {
        this.server = server;
        this.namespaces = namespaces;
        this.session = session;
        this.watchers = new EngineWatchers(session);
        this.decoder = server.settings().wire().decoder(server.settings().limits());
        InboundLimits inbound = server.settings().inbound();
        this.partial = new PartialPacket(session.intake(), inbound.packetBytes());
        if (session.protocol() != OLD_PROTOCOL) {
            session.intake().awaitArrival(inbound.connectBytes());
        } else if (session.transportName() == TransportName.POLLING) {
            session.intake().awaitPoll();
        }
        this.connectTimer = server.scheduler()
                .schedule(Scheduler.bounded(server.settings().connectTimeout()), this::connectTimedOut);
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public EngineWatchers watchers() {
        return watchers;
    }

    ServerContext server() {
        return server;
    }

    Namespaces namespaces() {
        return namespaces;
    }

    private void connectTimedOut() {
        synchronized (this) {
            if (closed || connectTimer == null) {
                return;
            }
            connectTimer = null;
        }
        session.close(CloseReason.FORCED_SERVER_CLOSE);
    }

    @Override
    public void onMessage(Frame message, Completion handled) {
        Packet packet;
        if (broken) {
            handled.succeed();
            return;
        }
        try {
            packet = decoder.add(message);
        } catch (PacketException malformed) {
            handled.succeed();
            fault(CloseReason.PARSE_ERROR);
            return;
        }
        if (packet == null) {
            handled.succeed();
            addPart(message);
            return;
        }
        long weight = partial.end() + PacketWeight.of(message);
        if (packet.type() == PacketType.CONNECT) {
            handled.succeed();
            session.intake().asked();
            connect(packet);
        } else {
            dispatch(packet, weight, handled);
        }
    }

    /** A part of a packet with attachments, which no client may send before it is in a namespace. */
    private void addPart(Frame message) {
        if (!admitted) {
            fault(CloseReason.FORCED_SERVER_CLOSE);
            return;
        }
        switch (partial.add(PacketWeight.of(message))) {
            case TOO_LARGE -> fault(CloseReason.PARSE_ERROR);
            case OVERLOADED -> {
                broken = true;
                session.intake().evict();
            }
            case TAKEN -> {}
        }
    }

    private void dispatch(Packet packet, long weight, Completion handled) {
        Socket socket = null;
        boolean expected = false;
        synchronized (this) {
            Seat seat = seat(packet.namespace());
            if (seat != null && packet.type() != PacketType.CONNECT_ERROR) {
                expected = seat.state != SeatState.CONNECTING;
                socket = seat.state == SeatState.CONNECTED ? seat.socket : null;
                if (packet.type() == PacketType.DISCONNECT && expected) {
                    seats.remove(seat);
                }
            }
        }
        if (socket != null) {
            receive(socket, packet, weight, handled);
        } else {
            handled.succeed();
            if (!expected) {
                fault(CloseReason.FORCED_SERVER_CLOSE);
            }
        }
    }

    private void receive(Socket socket, Packet packet, long weight, Completion handled) {
        if (packet.type() != PacketType.EVENT || session.intake().hold(weight)) {
            Inbound.receive(socket, packet, weight, handled);
        } else {
            session.intake().release(weight);
            handled.succeed();
            broken = true;
            session.intake().evict();
        }
    }

    /** A Socket.IO 2 client is in the main namespace from the start. */
    void greet() {
        if (session.protocol() == OLD_PROTOCOL) {
            connect(Packet.control(PacketType.CONNECT, Packet.MAIN, null));
        }
    }

    private void connect(Packet asked) {
        Packet packet = session.protocol() == OLD_PROTOCOL ? OldConnect.of(asked) : asked;
        if (server.memory().isExhausted() && !isKnown(packet.namespace())) {
            refuse(packet.namespace(), new ConnectError("Server overloaded", Map.of("code", "OVERLOADED")), false);
            return;
        }
        Admission admission = new Admission(this, packet);
        boolean fresh;
        boolean full;
        synchronized (this) {
            Seat known = seat(packet.namespace());
            if (known != null && known.state == SeatState.REMOVED) {
                seats.remove(known);
                known = null;
            }
            if (seats.size() >= MAX_NAMESPACES) {
                seats.removeIf(seat -> seat.state == SeatState.REMOVED);
            }
            fresh = known == null && !closed;
            full = seats.size() >= MAX_NAMESPACES;
            if (fresh && !full) {
                Seat seat = new Seat(packet.namespace());
                seat.admission = admission;
                seats.add(seat);
            }
        }
        if (!fresh) {
            fault(CloseReason.FORCED_SERVER_CLOSE);
        } else if (full) {
            refuse(packet.namespace(), new ConnectError("Too many namespaces"), false);
        } else {
            admission.begin();
        }
    }

    private synchronized boolean isKnown(String namespace) {
        return seat(namespace) != null;
    }

    /** The client violated the protocol: its input is ignored from now on. */
    private void fault(CloseReason reason) {
        broken = true;
        session.close(reason);
    }

    /** Seats the socket; false if the connection has ended meanwhile. */
    boolean admit(Socket socket) {
        Cancellable timer;
        synchronized (this) {
            Seat seat = seat(socket.namespace().name());
            if (closed || seat == null) {
                return false;
            }
            seat.state = SeatState.CONNECTED;
            admitted = true;
            seat.socket = socket;
            seat.admission = null;
            timer = connectTimer;
            connectTimer = null;
        }
        if (timer != null) {
            timer.cancel();
        }
        if (session.protocol() != OLD_PROTOCOL) {
            session.intake().arrive();
        }
        return true;
    }

    /**
     * Refuses a client in a namespace, and removes its seat if it has one.
     *
     * @param close whether to close the connection afterwards
     */
    void refuse(String namespace, ConnectError error, boolean close) {
        synchronized (this) {
            Seat seat = seat(namespace);
            if (seat != null) {
                seats.remove(seat);
            }
        }
        server.observer().socketRefused(namespace, Refusals.code(error));
        send(Packet.control(
                PacketType.CONNECT_ERROR, namespace, Refusals.body(error, session.protocol() == OLD_PROTOCOL)));
        if (close) {
            // Clients before 4.5 reconnect after a refusal, unless they are disconnected.
            send(Packet.control(PacketType.DISCONNECT, namespace, null));
            session.close(CloseReason.FORCED_SERVER_CLOSE);
        }
    }

    private void send(Packet packet) {
        EncodedMessage message = server.encode(packet);
        server.fanOut().submit(session.shard(), turn -> turn.offer(session, message, OfferMode.NORMAL, null));
    }

    /**
     * The application closes the connection of a socket that is not connected yet: its client is refused first.
     *
     * @return false if it is no longer connecting
     */
    @Override
    public boolean expel(String namespace) {
        Admission admission;
        synchronized (this) {
            Seat seat = seat(namespace);
            admission = seat == null ? null : seat.admission;
        }
        if (admission != null) {
            admission.expel();
        }
        return admission != null;
    }

    /** The server disconnected a socket: what its client sends before it knows is ignored. */
    @Override
    public synchronized void remove(Socket socket) {
        Seat seat = seat(socket.namespace().name());
        if (seat != null && seat.socket == socket) {
            seat.state = SeatState.REMOVED;
            seat.socket = null;
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized List<Socket> sockets() {
        List<Socket> sockets = new ArrayList<>(seats.size());
        for (Seat seat : seats) {
            if (seat.socket != null) {
                sockets.add(seat.socket);
            }
        }
        return sockets;
    }

    @Override
    public void onClose(CloseReason reason, String description) {
        List<Socket> sockets;
        Cancellable timer;
        synchronized (this) {
            closed = true;
            sockets = sockets();
            seats.clear();
            timer = connectTimer;
            connectTimer = null;
        }
        if (timer != null) {
            timer.cancel();
        }
        partial.close();
        DisconnectReason why = DisconnectReason.valueOf(reason.name());
        sockets.forEach(socket -> socket.life().closed(why, description));
    }

    private @Nullable Seat seat(String namespace) {
        for (Seat seat : seats) {
            if (seat.namespace.equals(namespace)) {
                return seat;
            }
        }
        return null;
    }
}
