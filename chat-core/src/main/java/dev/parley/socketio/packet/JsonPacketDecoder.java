package dev.parley.socketio.packet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.socketio.json.ExactNumber;
import dev.parley.socketio.json.JavaScriptNumbers;
import dev.parley.transport.Frame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decodes JSON packets and their attachments. Owned by the connection's reader; not thread-safe. */
final class JsonPacketDecoder implements PacketDecoder {

    private static final Set<String> RESERVED =
            Set.of("connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener");
    private static final int MAX_COUNT_DIGITS = 9;

    private final JsonTreeReader reader;
    private final PacketLimits limits;
    /** The packet with outstanding attachments, still containing its placeholders; null if there is none. */
    private @Nullable Packet pending;

    private byte[][] attachments = {};
    private int received;

    JsonPacketDecoder(JsonTreeReader reader, PacketLimits limits) {
        this.reader = reader;
        this.limits = limits;
    }

    @Override
    public @Nullable Packet add(Frame message) {
        Packet waiting = pending;
        if (message.isText()) {
            if (waiting != null) {
                throw new PacketException("text while attachments are due");
            }
            return text(message);
        }
        if (waiting == null) {
            throw new PacketException("binary while no attachment is due");
        }
        attachments[received++] = bytes(message);
        if (received < attachments.length) {
            return null;
        }
        byte[][] all = attachments;
        pending = null;
        attachments = new byte[0][];
        return waiting.withArgs(Placeholders.fill(waiting.args(), all));
    }

    private @Nullable Packet text(Frame message) {
        byte[] bytes = bytes(message);
        Header header = new Header(bytes, limits.maxAttachments());
        Packet packet = packet(header, bytes);
        if (header.attachments == 0) {
            return packet;
        }
        Placeholders.check(packet.args(), header.attachments);
        pending = packet;
        attachments = new byte[header.attachments][];
        received = 0;
        return null;
    }

    private Packet packet(Header header, byte[] bytes) {
        return switch (header.type) {
            case EVENT -> event(header, bytes);
            case ACK -> ack(header, bytes);
            case CONNECT, CONNECT_ERROR -> control(header, bytes);
            case DISCONNECT -> {
                if (header.end < bytes.length) {
                    throw new PacketException("DISCONNECT with a payload");
                }
                yield Packet.control(PacketType.DISCONNECT, header.namespace, null);
            }
        };
    }

    private Packet event(Header header, byte[] bytes) {
        EventItems items = new EventItems();
        reader.readArray(bytes, header.end, items);
        String name = items.name;
        if (name == null) {
            throw new PacketException("event without a name");
        }
        return Packet.event(header.namespace, header.ackId, name, Collections.unmodifiableList(items.args));
    }

    private Packet ack(Header header, byte[] bytes) {
        List<@Nullable Object> args = new ArrayList<>(2);
        if (header.end < bytes.length) {
            reader.readArray(bytes, header.end, args::add);
        }
        return new Packet(PacketType.ACK, header.namespace, header.ackId, "", Collections.unmodifiableList(args));
    }

    private Packet control(Header header, byte[] bytes) {
        if (header.end == bytes.length) {
            return Packet.control(header.type, header.namespace, null);
        }
        Object payload = reader.read(bytes, header.end);
        boolean fits =
                payload instanceof ObjectNode || (header.type == PacketType.CONNECT_ERROR && payload instanceof String);
        if (!fits) {
            throw new PacketException(header.type + " with a payload that is no object");
        }
        return Packet.control(header.type, header.namespace, payload);
    }

    private static byte[] bytes(Frame message) {
        ByteBuffer view = message.payload();
        byte[] bytes = new byte[view.remaining()];
        view.get(bytes);
        return bytes;
    }

    /** The first item is the name, the others are the arguments. */
    private static final class EventItems implements JsonTreeReader.ItemListener {

        private final List<@Nullable Object> args = new ArrayList<>(2);
        private @Nullable String name;

        @Override
        public void item(@Nullable Object value) {
            if (name == null) {
                name = eventName(value);
            } else {
                args.add(value);
            }
        }
    }

    /** The name of an event as JavaScript would use it as a key. */
    static String eventName(@Nullable Object value) {
        if (value instanceof String text) {
            if (RESERVED.contains(text)) {
                throw new PacketException("reserved event name");
            }
            return text;
        }
        if (value instanceof Double || value instanceof ExactNumber) {
            double number = value instanceof Double bare ? bare : ((ExactNumber) value).doubleValue();
            return JavaScriptNumbers.text(number);
        }
        if (value instanceof Number number) {
            return number.toString();
        }
        throw new PacketException("event name is neither text nor number");
    }

    /** The part before the JSON: type, number of attachments, namespace, ack id. */
    private static final class Header {

        final PacketType type;
        final int attachments;
        final String namespace;
        final @Nullable Long ackId;
        /** Where the JSON starts. */
        final int end;

        Header(byte[] bytes, int maxAttachments) {
            if (bytes.length == 0) {
                throw new PacketException("empty packet");
            }
            int code = bytes[0] - '0';
            PacketType known = PacketType.of(code);
            if (known == null) {
                throw new PacketException("unknown packet type");
            }
            type = known;
            int at = 1;
            if (known.code() == code) {
                attachments = 0;
            } else {
                int stop = digits(bytes, at);
                attachments = count(bytes, at, stop, maxAttachments);
                at = stop + 1;
            }
            if (at < bytes.length && bytes[at] == '/') {
                int stop = at;
                while (stop < bytes.length && bytes[stop] != ',') {
                    stop++;
                }
                namespace = new String(bytes, at, stop - at, StandardCharsets.UTF_8);
                at = Math.min(stop + 1, bytes.length);
            } else {
                namespace = Packet.MAIN;
            }
            int stop = digits(bytes, at);
            ackId = stop == at ? null : ackId(bytes, at, stop);
            end = stop;
        }

        private static int digits(byte[] bytes, int from) {
            int at = from;
            while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9') {
                at++;
            }
            return at;
        }

        private static int count(byte[] bytes, int from, int to, int max) {
            if (to == from || to - from > MAX_COUNT_DIGITS || to == bytes.length || bytes[to] != '-') {
                throw new PacketException("bad number of attachments");
            }
            int count = Integer.parseInt(ascii(bytes, from, to));
            if (count == 0 || count > max) {
                throw new PacketException("number of attachments is not between 1 and " + max);
            }
            return count;
        }

        private static Long ackId(byte[] bytes, int from, int to) {
            try {
                return Long.parseUnsignedLong(ascii(bytes, from, to));
            } catch (NumberFormatException tooLarge) {
                throw new PacketException("ack number beyond 64 bits", tooLarge);
            }
        }

        private static String ascii(byte[] bytes, int from, int to) {
            return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
        }
    }
}
