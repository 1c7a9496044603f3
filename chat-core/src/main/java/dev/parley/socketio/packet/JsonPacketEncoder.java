package dev.parley.socketio.packet;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.transport.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encodes packets as JSON text and attachments. Immutable.
 *
 * <p>The number of attachments precedes the JSON but is only known after it, so the JSON is written after a gap and the
 * header goes to the end of the gap: the UTF-8 form is written once and never moved.
 */
final class JsonPacketEncoder {

    /** Type digit, ten digits of a count, hyphen, comma, twenty digits of an ack id. */
    private static final int HEADER_ROOM = 1 + 10 + 1 + 1 + 20;

    private static final byte[] NO_BYTES = {};

    private final ObjectMapper mapper;

    JsonPacketEncoder(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    EncodedPacket encode(Packet packet) {
        byte[] namespace = Packet.MAIN.equals(packet.namespace())
                ? NO_BYTES
                : (packet.namespace() + ',').getBytes(StandardCharsets.UTF_8);
        int gap = HEADER_ROOM + namespace.length;
        GapOutput out = new GapOutput(gap);
        BinaryLifter json = null;
        if (hasPayload(packet)) {
            json = write(packet, out);
        }
        List<Frame> attachments = json == null ? List.of() : json.attachments();
        byte[] bytes = out.bytes();
        int from = gap;
        Long id = packet.ackId();
        if (id != null) {
            from = before(from, Long.toUnsignedString(id), bytes);
        }
        from -= namespace.length;
        System.arraycopy(namespace, 0, bytes, from, namespace.length);
        PacketType type = packet.type();
        if (attachments.isEmpty()) {
            bytes[--from] = (byte) ('0' + type.code());
        } else {
            from = before(from, type.binaryCode() + Integer.toString(attachments.size()) + '-', bytes);
        }
        return new EncodedPacket(Frame.utf8(ByteBuffer.wrap(bytes, from, out.size() - from)), attachments);
    }

    private static boolean hasPayload(Packet packet) {
        return packet.type() == PacketType.EVENT
                || packet.type() == PacketType.ACK
                || !packet.args().isEmpty();
    }

    private BinaryLifter write(Packet packet, GapOutput out) {
        try (BinaryLifter json = new BinaryLifter(mapper.getFactory()
                .createGenerator(out, JsonEncoding.UTF8)
                .enable(JsonGenerator.Feature.COMBINE_UNICODE_SURROGATES_IN_UTF8))) {
            if (packet.type() == PacketType.EVENT || packet.type() == PacketType.ACK) {
                json.writeStartArray();
                if (packet.type() == PacketType.EVENT) {
                    json.writeString(packet.event());
                }
                for (Object value : packet.args()) {
                    value(json, value);
                }
                json.writeEndArray();
            } else {
                value(json, packet.payload());
            }
            return json;
        } catch (IOException failed) {
            throw new IllegalArgumentException("payload cannot be written as JSON: " + failed.getMessage(), failed);
        }
    }

    private void value(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value instanceof String text) {
            json.writeString(text);
        } else if (value == null) {
            json.writeNull();
        } else if (value instanceof byte[] bytes) {
            json.writeBinary(bytes);
        } else if (value instanceof Boolean bool) {
            json.writeBoolean(bool);
        } else if (value instanceof Integer number) {
            json.writeNumber(number.intValue());
        } else if (value instanceof Long number) {
            json.writeNumber(number.longValue());
        } else {
            mapper.writeValue(json, value);
        }
    }

    /** Writes a text of ASCII so that it ends before an index; returns where it begins. */
    private static int before(int end, String text, byte[] target) {
        int start = end - text.length();
        for (int i = 0; i < text.length(); i++) {
            target[start + i] = (byte) text.charAt(i);
        }
        return start;
    }
}
