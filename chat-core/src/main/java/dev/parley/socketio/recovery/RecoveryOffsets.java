package dev.parley.socketio.recovery;

import dev.parley.socketio.packet.JsonEvent;
import dev.parley.socketio.packet.Packet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The wire format of the event numbers of one {@link RecoveryLog}. Immutable.
 *
 * <p>The reference's clients take the last argument of <em>any</em> event for an offset if it is text, or the event's
 * name if it has no argument: even of events without an offset, such as volatile ones. Therefore offsets start with a
 * random part per log, which no application text equals by chance: any other text that a client returns with is known
 * not to be an offset. And if an application sends a received offset as the last text of such an event, a null is
 * appended, so that it is not taken for the receiver's own.
 */
public final class RecoveryOffsets {

    private static final char SEPARATOR = '.';

    /** Longer numbers are not ours; this many digits always fit a long. */
    private static final int MAX_DIGITS = 18;

    private final String prefix;

    /** {@code secret} is random, and different for each log. */
    public RecoveryOffsets(String secret) {
        this.prefix = secret + SEPARATOR;
    }

    public String of(long number) {
        return prefix + number;
    }

    /** The number of an event; -1 if the text is not an offset of this log. */
    public long number(String offset) {
        int digits = offset.length() - prefix.length();
        if (digits < 1 || digits > MAX_DIGITS || !offset.startsWith(prefix)) {
            return -1;
        }
        for (int i = prefix.length(); i < offset.length(); i++) {
            char c = offset.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
        }
        return Long.parseLong(offset.substring(prefix.length()));
    }

    /** The event in a form that can be sent without an offset. */
    public Packet without(Packet event) {
        return without(event, text -> number(text) >= 0);
    }

    static Packet without(Packet event, Predicate<String> isOffset) {
        List<@Nullable Object> args = event.args();
        Object last = args.isEmpty() ? event.event() : args.get(args.size() - 1);
        return last instanceof String text && isOffset.test(text) ? more(event, null) : event;
    }

    /** The event in a form that can be sent without an offset. */
    public JsonEvent without(JsonEvent event) {
        return without(event, text -> number(text) >= 0);
    }

    static JsonEvent without(JsonEvent event, Predicate<String> isOffset) {
        String last = event.lastText();
        return last != null && isOffset.test(last) ? event.with(null) : event;
    }

    static Packet with(Packet event, String offset) {
        return more(event, offset);
    }

    private static Packet more(Packet event, @Nullable Object last) {
        List<@Nullable Object> args = new ArrayList<>(event.args());
        args.add(last);
        return event.withArgs(args);
    }
}
