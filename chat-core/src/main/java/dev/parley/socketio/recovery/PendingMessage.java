package dev.parley.socketio.recovery;

import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.socketio.packet.JsonEvent;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An event of the cluster as sockets of this server are sent it. Not thread-safe. */
public interface PendingMessage {

    /** Encodes it for the first that needs it. */
    EncodedMessage encoded();

    /** The size of {@link #encoded} in bytes; encodes nothing. */
    int size();

    /** One that is encoded if somebody needs it. */
    static PendingMessage of(JsonEvent event, Function<JsonEvent, EncodedMessage> encoder) {
        return new Undecoded(event, encoder);
    }

    /** One that was encoded. */
    record Encoded(EncodedMessage encoded) implements PendingMessage {

        @Override
        public int size() {
            return encoded.size();
        }
    }

    /** One that was not decoded. */
    final class Undecoded implements PendingMessage {

        /** The type of an Engine.IO packet. */
        private static final int TYPE_DIGIT = 1;

        private final JsonEvent event;
        private final Function<JsonEvent, EncodedMessage> encoder;
        private @Nullable EncodedMessage encoded;

        private Undecoded(JsonEvent event, Function<JsonEvent, EncodedMessage> encoder) {
            this.event = event;
            this.encoder = encoder;
        }

        @Override
        public EncodedMessage encoded() {
            EncodedMessage known = encoded;
            if (known == null) {
                known = encoder.apply(event);
                encoded = known;
            }
            return known;
        }

        @Override
        public int size() {
            return event.size() + TYPE_DIGIT;
        }
    }
}
