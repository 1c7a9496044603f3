package dev.parley.socketio.delivery;

import dev.parley.engineio.fanout.FanOutCommand;
import dev.parley.engineio.fanout.OfferMode;
import dev.parley.engineio.fanout.Turn;
import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.engineio.session.Session;
import dev.parley.socketio.room.RoomMember;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A receiver that can be sent to alone: what goes to it passes the turns of its shard, in order, and waits there for CONNECT.
 * Thread-safe.
 */
public abstract class MemberOutput extends RoomMember {

    /** Packets that may wait for CONNECT; more are refused. */
    static final int MAX_HELD = 256;

    private final ShardWriter writer;
    /** What was emitted while middleware decided, in order; belongs to the turns of the shard. */
    private @Nullable List<SingleDelivery> held;
    /** Whether CONNECT is on its way. */
    private volatile boolean welcoming;

    protected MemberOutput(String id, Session session, ShardWriter writer) {
        super(id, session);
        this.writer = writer;
    }

    final ShardWriter writer() {
        return writer;
    }

    /** Hands a command to the turns of the shard. */
    public final void submit(FanOutCommand command) {
        writer.fanOut().submit(shard(), command);
        writer.sent();
    }

    /** Sends a packet whose delivery is not reported, unless the socket has left. */
    public final void send(EncodedMessage message) {
        Session session = session();
        submit(turn -> {
            if (!isGone()) {
                turn.offer(session, message, OfferMode.NORMAL, null);
            }
        });
    }

    /**
     * Sends what was missed, and behind it CONNECT. Both leave together: a client of the reference keeps events that come
     * before CONNECT, and if the connection is lost between them, it handles them twice.
     */
    protected final void sendWelcome(List<EncodedMessage> missed, EncodedMessage welcome) {
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

    /** Sends DISCONNECT and nothing behind it. */
    protected final void sendFarewell(EncodedMessage farewell) {
        Session session = session();
        submit(turn -> {
            if (!isGone()) {
                gone();
                turn.offer(session, farewell, OfferMode.NORMAL, null);
                release(turn);
            }
        });
    }

    /** The socket left: what waits for a CONNECT that will not come is refused. */
    public final void abandon() {
        if (!welcoming) {
            silence();
        }
    }

    /** The client has left: nothing more is sent. */
    public final void silence() {
        submit(turn -> {
            gone();
            release(turn);
        });
    }

    /** In a turn of the shard: keeps a packet that comes before CONNECT; false if it can go now, or never. */
    final boolean hold(SingleDelivery delivery) {
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
}
