package dev.parley.socketio.room;

import dev.parley.engineio.session.Session;
import dev.parley.socketio.packet.Packet;

/**
 * A receiver of a namespace's broadcasts: what rooms, their index and deliveries know of a socket. A class, so that
 * per-recipient state is in fields; as there is a single subclass, calls need no dynamic dispatch.
 */
public abstract class RoomMember {

    private final String id;
    private final Session session;
    private final RoomMemberships memberships = new RoomMemberships(this);

    // Owned by the turns of the shard: nothing is sent before CONNECT or after DISCONNECT.
    private boolean welcomed;
    private boolean gone;
    private long mark;

    /** Whether it ever had a listener for outgoing packets. Here, because to look for one at each recipient costs more than to send to it. */
    private volatile boolean watched;

    protected RoomMember(String id, Session session) {
        this.id = id;
        this.session = session;
    }

    public final String id() {
        return id;
    }

    public final Session session() {
        return session;
    }

    public final int shard() {
        return session.shard();
    }

    public final RoomMemberships memberships() {
        return memberships;
    }

    /** Whether it is between CONNECT and DISCONNECT, in the order of its shard's turns. */
    public final boolean isReachable() {
        return welcomed && !gone;
    }

    /** CONNECT was sent; in a turn of the shard. */
    protected final void welcomed() {
        welcomed = true;
    }

    /** Nothing more is sent; in a turn of the shard. */
    protected final void gone() {
        gone = true;
    }

    protected final boolean isWelcomed() {
        return welcomed;
    }

    protected final boolean isGone() {
        return gone;
    }

    /** Marks it for one delivery, in a turn of the shard; false if it already has this mark. */
    public final boolean mark(long value) {
        boolean fresh = mark != value;
        mark = value;
        return fresh;
    }

    /** There is a listener for outgoing packets now. */
    public final void watched() {
        watched = true;
    }

    /** Whether {@link #notifyOutgoing} may have somebody to notify. */
    public final boolean isWatched() {
        return watched;
    }

    /** Whether it currently takes part in its namespace. */
    public abstract boolean isConnected();

    /** Notifies listeners of outgoing packets, if there are any. */
    public abstract void notifyOutgoing(Packet packet);
}
