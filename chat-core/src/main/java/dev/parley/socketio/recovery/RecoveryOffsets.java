package dev.parley.socketio.recovery;

import dev.parley.socketio.packet.Packet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the numbers of one {@link RecoveryLog} look like on the wire. Immutable.
 *
 * <p>Clients of the reference take the last argument of <em>any</em> event for an offset if it is text, or the event's name if it has no
 * argument: also of events that carry no offset, as volatile ones. Therefore offsets begin with a random part of their log, which no
 * text of an application equals by chance: any other text that a client comes back with is known not to be one. And an application
 * that sends a received offset on as the last text of such an event gets a null behind it, so that it is not taken for the
 * receiver's own.
 */
public final class RecoveryOffsets {

    private static final char SEPARATOR = '.';

    /** More digits are no number of ours; so many always fit a long. */
    private static final int MAX_DIGITS = 18;

    private final String prefix;

    /** {@code secret} is random, and another one for each log. */
    public RecoveryOffsets(String secret) {
        this.prefix = secret + SEPARATOR;
    }

    public String of(long number) {
        return prefix + number;
    }

    /** The number of an event; -1 if the text is no offset of this log. */
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

    /** The event as it can be sent without an offset. */
    public Packet without(Packet event) {
        List<@Nullable Object> args = event.args();
        Object last = args.isEmpty() ? event.event() : args.get(args.size() - 1);
        if (!(last instanceof String text) || number(text) < 0) {
            return event;
        }
        List<@Nullable Object> more = new ArrayList<>(args);
        more.add(null);
        return event.withArgs(more);
    }
}
