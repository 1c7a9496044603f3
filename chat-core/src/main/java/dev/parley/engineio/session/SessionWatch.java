package dev.parley.engineio.session;

import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.engineio.packet.InPacket;
import dev.parley.engineio.packet.WireForm;
import dev.parley.transport.Frame;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Notifies an observer of one session's packets and its upgrade. Without an observer, a received packet and a send cost
 * one field read each. Thread-safe.
 */
public final class SessionWatch {

    private volatile @Nullable Observer observer;

    /** Invoked on I/O threads and inside fan-out turns, never under a lock; must not block. */
    public interface Observer {

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
    }

    /**
     * Sets the observer.
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
