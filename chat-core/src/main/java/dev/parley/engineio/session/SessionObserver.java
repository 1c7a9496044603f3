package dev.parley.engineio.session;

import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.engineio.packet.InPacket;
import dev.parley.engineio.packet.WireForm;
import dev.parley.transport.Frame;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Is notified of one session's packets and its upgrade, on I/O threads and inside fan-out turns, never under a lock; must not block.
 * Without one, a received packet and a send cost one read of a field of the session, which is in the cache anyway.
 */
public interface SessionObserver {

    /**
     * Called when a packet arrives, before it is handled.
     *
     * @param type the type digit; {@code '4'} for every binary packet
     * @param content the content after the type
     */
    void onReceived(char type, Frame content);

    /**
     * Called before a packet is passed to the transport, in sending order. Packets that a transport writes itself
     * (the answer to a probe, the noop that ends an idle poll) are not reported.
     *
     * @param type the type digit; {@code '4'} for every binary packet
     * @param content the content after the type
     */
    void onSent(char type, Frame content);

    /** The session was upgraded to WebSocket, and no message has been delivered over it yet. */
    void onUpgrade();

    static void received(@Nullable SessionObserver observer, InPacket packet) {
        if (observer != null) {
            observer.onReceived(packet.type(), packet.content());
        }
    }

    static void sent(@Nullable SessionObserver observer, List<EncodedMessage> messages) {
        if (observer != null) {
            messages.forEach(message -> message.frames(WireForm.V4).forEach(frame -> sent(observer, frame)));
        }
    }

    private static void sent(SessionObserver observer, Frame frame) {
        if (frame.isText()) {
            ByteBuffer packet = frame.payload();
            char type = (char) packet.get();
            observer.onSent(type, Frame.utf8(packet));
        } else {
            observer.onSent(InPacket.MESSAGE, frame);
        }
    }

    static void upgraded(@Nullable SessionObserver observer) {
        if (observer != null) {
            observer.onUpgrade();
        }
    }
}
