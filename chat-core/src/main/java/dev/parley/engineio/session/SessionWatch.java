package dev.parley.engineio.session;

import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.engineio.packet.InPacket;
import dev.parley.engineio.packet.WireForm;
import dev.parley.transport.Frame;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shows the packets of one session and its upgrade to an observer. While there is none, a received packet and a send cost one read of
 * a field each. Thread-safe.
 */
public final class SessionWatch {

    private volatile @Nullable Observer observer;

    /** Called on I/O threads and inside fan-out turns, never under a lock; must not block. */
    public interface Observer {

        /**
         * A packet arrived, before it is handled.
         *
         * @param type the type digit; {@code '4'} for every binary packet
         * @param content what follows it
         */
        void onReceived(char type, Frame content);

        /**
         * A packet is about to be given to the transport. Packets of one session are shown in the order in which they leave; those that a
         * transport writes of itself (the answer to a probe, the end of a poll that nothing waits for) are not shown.
         *
         * @param type the type digit; {@code '4'} for every binary packet
         * @param content what follows it
         */
        void onSent(char type, Frame content);

        /** The session has moved to WebSocket, and no message that comes over it was delivered yet. */
        void onUpgrade();
    }

    /**
     * Sets who is shown what happens from now on.
     *
     * @param value the only observer; null for none
     */
    public void observe(@Nullable Observer value) {
        observer = value;
    }

    void received(InPacket packet) {
        Observer told = observer;
        if (told != null) {
            told.onReceived(packet.type(), packet.content());
        }
    }

    void sent(List<EncodedMessage> messages) {
        Observer told = observer;
        if (told != null) {
            for (EncodedMessage message : messages) {
                for (Frame frame : message.frames(WireForm.V4)) {
                    show(told, frame);
                }
            }
        }
    }

    private static void show(Observer told, Frame frame) {
        if (frame.isText()) {
            ByteBuffer packet = frame.payload();
            char type = (char) packet.get();
            told.onSent(type, Frame.utf8(packet));
        } else {
            told.onSent(InPacket.MESSAGE, frame);
        }
    }

    void upgraded() {
        Observer told = observer;
        if (told != null) {
            told.onUpgrade();
        }
    }
}
