package dev.parley.socketio.packet;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.parley.socketio.json.JsonScanner;
import dev.parley.transport.Frame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event without attachments in the JSON that another server wrote. It was validated, so that clients can be sent the same bytes, and is
 * decoded only on request. Immutable and thread-safe.
 */
public final class JsonEvent {

    private static final byte[] NOTHING = {};
    private static final byte[] NULL = utf8(",null");

    private final String namespace;
    private final byte[] json;
    /** Where the array begins. */
    private final int from;
    /** Behind the array. */
    private final int to;
    /** Where the last item begins. */
    private final int last;
    /** A further item, which the text does not contain. */
    private final byte[] more;

    private volatile @Nullable Packet packet;

    private JsonEvent(String namespace, byte[] json, int from, int to, int last, byte[] more) {
        this.namespace = namespace;
        this.json = json;
        this.from = from;
        this.to = to;
        this.last = last;
        this.more = more;
    }

    /**
     * Reads an event: an array of its name, which is text, and its arguments. Other text may follow it, which is not looked at. The size
     * of the text is bounded before, by the caller.
     *
     * @param namespace the namespace's name
     * @param json the text in UTF-8; owned by the event, must not be modified afterwards
     * @param from where the array begins
     * @param maxDepth how deep arrays and objects may nest, the array of the event included, 1 to 1,000
     * @return the event
     * @throws IllegalArgumentException if there is no array, if it is malformed or nested deeper, or if it does not begin with text
     */
    public static JsonEvent read(String namespace, byte[] json, int from, int maxDepth) {
        JsonScanner scanner = new JsonScanner(json, from, json.length, new PacketLimits(0, maxDepth).maxDepth());
        if (!scanner.isEvent()) {
            throw new IllegalArgumentException("an event without a name");
        }
        int begin = scanner.at();
        int last = begin;
        scanner.enterArray();
        while (scanner.nextItem()) {
            last = scanner.at();
            scanner.value();
        }
        return new JsonEvent(namespace, json, begin, scanner.at(), last, NOTHING);
    }

    /**
     * Returns where the text goes on.
     *
     * @return the index behind the array
     */
    public int end() {
        return to;
    }

    /**
     * Returns the size of its wire form.
     *
     * @return the number of bytes of {@link #encode}
     */
    public int size() {
        int prefix = Packet.MAIN.equals(namespace) ? 1 : utf8(namespace).length + 2;
        return prefix + to - from + more.length;
    }

    /**
     * Encodes it for clients that use JSON.
     *
     * @return the packet, whose arguments are the bytes of the text
     */
    public EncodedPacket encode() {
        ByteBuffer packet = ByteBuffer.allocate(size());
        packet.put((byte) ('0' + PacketType.EVENT.code()));
        if (!Packet.MAIN.equals(namespace)) {
            packet.put(utf8(namespace)).put((byte) ',');
        }
        return EncodedPacket.of(Frame.utf8(putArray(packet).flip()));
    }

    private ByteBuffer putArray(ByteBuffer target) {
        return target.put(json, from, to - 1 - from).put(more).put((byte) ']');
    }

    /**
     * Decodes it for whoever needs its arguments.
     *
     * @return an event whose arguments are null, Boolean, Number, String, List or Map
     */
    public Packet packet() {
        Packet decoded = packet;
        if (decoded == null) {
            decoded = decode();
            // A race decodes it twice and is harmless.
            packet = decoded;
        }
        return decoded;
    }

    private Packet decode() {
        List<@Nullable Object> items = new ArrayList<>();
        ByteBuffer array = putArray(ByteBuffer.allocate(to - from + more.length));
        JsonTreeReader.SCANNED.readArray(array.array(), 0, item -> items.add(JsonValues.plain(item)));
        List<@Nullable Object> args = Collections.unmodifiableList(items.subList(1, items.size()));
        return Packet.event(namespace, null, String.valueOf(items.get(0)), args);
    }

    /**
     * Returns the last argument, or the name of an event without arguments.
     *
     * @return the text; null if it is no text
     */
    public @Nullable String lastText() {
        JsonScanner scanner = new JsonScanner(json, last, to, 1);
        if (!scanner.isNext('"')) {
            return null;
        }
        scanner.string();
        return scanner.text();
    }

    /**
     * Adds an argument, which {@link #lastText} does not see.
     *
     * @param text the text, or null
     * @return the changed copy, which shares the bytes
     */
    public JsonEvent with(@Nullable String text) {
        return new JsonEvent(namespace, json, from, to, last, text == null ? NULL : item(text));
    }

    private static byte[] item(String text) {
        byte[] quoted = JsonStringEncoder.getInstance().quoteAsUTF8(text);
        ByteBuffer item = ByteBuffer.allocate(quoted.length + 3);
        return item.put((byte) ',').put((byte) '"').put(quoted).put((byte) '"').array();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns only the namespace: name and arguments may contain secrets. */
    @Override
    public String toString() {
        return "event in " + namespace + " of " + (to - from) + " bytes";
    }
}
