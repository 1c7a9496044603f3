package dev.parley.socketio;

import dev.parley.engineio.CloseReason;
import dev.parley.engineio.Session;
import dev.parley.engineio.SessionListener;
import dev.parley.socketio.packet.Packet;
import dev.parley.socketio.packet.PacketDecoder;
import dev.parley.socketio.packet.PacketException;
import dev.parley.socketio.packet.PacketType;
import dev.parley.transport.Completion;
import dev.parley.transport.Frame;
import dev.parley.transport.Scheduler.Cancellable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One Engine.IO session and the sockets on it, one for each namespace. The decoder belongs to the session's reader; everything
 * else is guarded by {@code this}. No user code runs here.
 */
final class Connection implements SessionListener {

    /** Namespaces that one connection may be in, or on its way into, at a time; one more closes it. */
    static final int MAX_NAMESPACES = 1_000;

    private final SocketServer server;
    private final Session session;
    private final PacketDecoder decoder;
    private final List<Seat> seats = new ArrayList<>(1);
    /** Runs until the first socket is admitted. */
    private @Nullable Cancellable connectTimer;

    private boolean closed;
    /** Owned by the session's reader, as the decoder. */
    private boolean broken;

    /** A namespace on this connection. */
    private static final class Seat {
        private final String namespace;
        private SeatState state = SeatState.CONNECTING;
        private @Nullable Socket socket;

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

    Connection(SocketServer server, Session session) {
        this.server = server;
        this.session = session;
        this.decoder = server.codec().decoder(server.limits());
        this.connectTimer = server.scheduler().schedule(server.connectTimeout(), this::connectTimedOut);
    }

    Session session() {
        return session;
    }

    SocketServer server() {
        return server;
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
        } else if (packet.type() == PacketType.CONNECT) {
            handled.succeed();
            connect(packet);
        } else {
            dispatch(packet, handled);
        }
    }

    private void dispatch(Packet packet, Completion handled) {
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
            socket.receive(packet, handled);
        } else {
            handled.succeed();
            if (!expected) {
                fault(CloseReason.FORCED_SERVER_CLOSE);
            }
        }
    }

    /** A client of Socket.IO 2 is in the main namespace from the start. */
    void greet() {
        if (session.protocol() == 3) {
            connect(Packet.control(PacketType.CONNECT, Packet.MAIN, null));
        }
    }

    private void connect(Packet asked) {
        Packet packet = session.protocol() == 3 ? OldConnect.of(asked) : asked;
        boolean fresh;
        synchronized (this) {
            Seat known = seat(packet.namespace());
            if (known != null && known.state == SeatState.REMOVED) {
                seats.remove(known);
                known = null;
            }
            if (seats.size() >= MAX_NAMESPACES) {
                seats.removeIf(seat -> seat.state == SeatState.REMOVED);
            }
            fresh = known == null && !closed && seats.size() < MAX_NAMESPACES;
            if (fresh) {
                seats.add(new Seat(packet.namespace()));
            }
        }
        if (fresh) {
            new Admission(this, packet).begin();
        } else {
            fault(CloseReason.FORCED_SERVER_CLOSE);
        }
    }

    /** The client broke the protocol: nothing more is read from it. */
    private void fault(CloseReason reason) {
        broken = true;
        session.close(reason);
    }

    /** Gives the socket its seat; false when the connection ended meanwhile. */
    boolean admit(Socket socket) {
        Cancellable timer;
        synchronized (this) {
            Seat seat = seat(socket.namespace().name());
            if (closed || seat == null) {
                return false;
            }
            seat.state = SeatState.CONNECTED;
            seat.socket = socket;
            timer = connectTimer;
            connectTimer = null;
        }
        if (timer != null) {
            timer.cancel();
        }
        return true;
    }

    /** Takes the seat of a client that was refused away. */
    synchronized void refuse(String namespace) {
        Seat seat = seat(namespace);
        if (seat != null) {
            seats.remove(seat);
        }
    }

    /** The server disconnected a socket: what its client sends until it knows is ignored. */
    synchronized void remove(Socket socket) {
        Seat seat = seat(socket.namespace().name());
        if (seat != null && seat.socket == socket) {
            seat.state = SeatState.REMOVED;
            seat.socket = null;
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    synchronized List<Socket> sockets() {
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
        DisconnectReason why = DisconnectReason.valueOf(reason.name());
        sockets.forEach(socket -> socket.closed(why, description));
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
