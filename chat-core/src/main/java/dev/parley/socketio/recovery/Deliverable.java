package dev.parley.socketio.recovery;

import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.socketio.packet.JsonEvent;
import dev.parley.socketio.packet.Packet;
import java.util.function.Function;
import java.util.function.Predicate;

/** An event of the cluster, before it is known whether it has a position. */
public interface Deliverable {

    /** With an offset as its last argument. */
    PendingMessage with(String offset);

    /** In a form that clients do not take for one with an offset. */
    PendingMessage without(Predicate<String> isOffset);

    /** An event that is encoded at once. */
    static Deliverable of(Packet event, Function<Packet, EncodedMessage> encoder) {
        return new Deliverable() {

            @Override
            public PendingMessage with(String offset) {
                return new PendingMessage.Encoded(encoder.apply(RecoveryOffsets.with(event, offset)));
            }

            @Override
            public PendingMessage without(Predicate<String> isOffset) {
                return new PendingMessage.Encoded(encoder.apply(RecoveryOffsets.without(event, isOffset)));
            }
        };
    }

    /** An event that is not decoded. */
    static Deliverable of(JsonEvent event, Function<JsonEvent, EncodedMessage> encoder) {
        return new Deliverable() {

            @Override
            public PendingMessage with(String offset) {
                return PendingMessage.of(event.with(offset), encoder);
            }

            @Override
            public PendingMessage without(Predicate<String> isOffset) {
                return PendingMessage.of(RecoveryOffsets.without(event, isOffset), encoder);
            }
        };
    }
}
