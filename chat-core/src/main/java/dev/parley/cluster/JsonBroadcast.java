package dev.parley.cluster;

import dev.parley.socketio.event.Selection;
import dev.parley.socketio.json.JsonScanner;
import dev.parley.socketio.packet.JsonEvent;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An event for sockets in the JSON of another server: it is known who gets it, but the event itself is not decoded.
 *
 * @param event the event
 * @param selection the selected sockets on this server
 * @param mirrored whether it is for the sockets of other kinds of servers alone
 */
record JsonBroadcast(JsonEvent event, Selection selection, boolean mirrored) {

    /**
     * Reads the fields of a broadcast and validates all of them.
     *
     * @return null if the text is JSON, but not in the form in which adapters write events: an acknowledgement is requested, something is
     *     missing, of another kind, or there twice
     * @throws IllegalArgumentException if it is not JSON, or nested deeper
     */
    static @Nullable JsonBroadcast read(String namespace, byte[] json, int maxDepth) {
        return new Reader(namespace, json, maxDepth).read();
    }

    /** Reads one broadcast. */
    private static final class Reader {

        private static final byte[] PACKET = ascii("packet");
        private static final byte[] TYPE = ascii("type");
        private static final byte[] DATA = ascii("data");
        private static final byte[] OPTS = ascii("opts");
        private static final byte[] ROOMS = ascii("rooms");
        private static final byte[] EXCEPT = ascii("except");
        private static final byte[] FLAGS = ascii("flags");
        private static final byte[] VOLATILE = ascii("volatile");
        private static final byte[] COMPRESS = ascii("compress");
        private static final byte[] MIRRORED = ascii(Forms.MIRRORED);
        private static final byte[] REQUEST_ID = ascii("requestId");
        private static final Set<String> NONE = Set.of();

        private final String namespace;
        private final byte[] json;
        private final JsonScanner scan;
        /** Whether nothing was seen that has to be decoded. */
        private boolean usual = true;
        /** The members that were there, a bit for each. */
        private int seen;

        private boolean isEvent;
        private @Nullable JsonEvent event;
        private @Nullable Set<String> rooms;
        private @Nullable Set<String> except;
        private boolean isVolatile;
        private boolean compress = true;
        private boolean mirrored;

        Reader(String namespace, byte[] json, int maxDepth) {
            this.namespace = namespace;
            this.json = json;
            this.scan = new JsonScanner(json, 0, json.length, maxDepth);
        }

        private static byte[] ascii(String text) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }

        @Nullable
        JsonBroadcast read() {
            scan.enterObject();
            while (scan.nextName()) {
                if (scan.isText(PACKET)) {
                    packet();
                } else if (scan.isText(OPTS)) {
                    opts();
                } else {
                    usual &= !scan.isText(REQUEST_ID);
                    other();
                }
            }
            scan.end();
            JsonEvent read = event;
            return usual && isEvent && read != null && rooms != null && except != null
                    ? new JsonBroadcast(read, new Selection(rooms, except, true, isVolatile, compress), mirrored)
                    : null;
        }

        /** Passes a member that is not needed, unless its name may be a known one that is written with escapes. */
        private void other() {
            usual &= !scan.isEscaped();
            scan.value();
        }

        /** Notes a member that may be there once. */
        private void once(int member) {
            usual &= (seen & member) == 0;
            seen |= member;
        }

        /** Enters an object; false if it has to be decoded, and is passed. */
        private boolean enter() {
            usual &= scan.isNext('{');
            if (usual) {
                scan.enterObject();
            } else {
                scan.value();
            }
            return usual;
        }

        private void packet() {
            once(1);
            if (!enter()) {
                return;
            }
            while (scan.nextName()) {
                if (scan.isText(DATA)) {
                    data();
                } else if (scan.isText(TYPE)) {
                    type();
                } else {
                    other();
                }
            }
        }

        private void type() {
            once(1 << 3);
            isEvent = scan.isNext('2');
            int from = scan.at();
            scan.value();
            usual &= isEvent && scan.at() == from + 1;
        }

        private void data() {
            once(1 << 4);
            if (scan.isEvent()) {
                JsonEvent read = JsonEvent.read(namespace, json, scan.at(), scan.depthLeft());
                event = read;
                scan.continueAt(read.end());
            } else {
                usual = false;
                scan.value();
            }
        }

        private void opts() {
            once(1 << 1);
            if (!enter()) {
                return;
            }
            while (scan.nextName()) {
                if (scan.isText(ROOMS)) {
                    once(1 << 5);
                    rooms = names();
                } else if (scan.isText(EXCEPT)) {
                    once(1 << 6);
                    except = names();
                } else if (scan.isText(FLAGS)) {
                    flags();
                } else {
                    other();
                }
            }
        }

        private void flags() {
            once(1 << 2);
            if (!enter()) {
                return;
            }
            while (scan.nextName()) {
                if (scan.isText(VOLATILE)) {
                    isVolatile = isLiteral("true");
                } else if (scan.isText(COMPRESS)) {
                    compress = !isLiteral("false");
                } else if (scan.isText(MIRRORED)) {
                    mirrored = isLiteral("true");
                } else {
                    other();
                }
            }
        }

        private boolean isLiteral(String word) {
            if (scan.isNext(word.charAt(0))) {
                scan.value();
                return true;
            }
            scan.value();
            return false;
        }

        private Set<String> names() {
            if (!scan.isNext('[')) {
                usual = false;
                scan.value();
                return NONE;
            }
            Set<String> names = NONE;
            int count = 0;
            scan.enterArray();
            while (scan.nextItem()) {
                usual &= ++count <= Forms.MAX_ROOMS && scan.isNext('"');
                scan.value();
                if (usual) {
                    names = with(names, scan.text());
                }
            }
            return names;
        }

        private Set<String> with(Set<String> names, String name) {
            usual &= name.length() <= Forms.MAX_NAME;
            if (names.isEmpty()) {
                return Set.of(name);
            }
            Set<String> all = names instanceof LinkedHashSet ? names : new LinkedHashSet<>(names);
            all.add(name);
            return all;
        }
    }
}
