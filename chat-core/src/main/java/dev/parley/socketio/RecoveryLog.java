package dev.parley.socketio;

import dev.parley.engineio.EncodedMessage;
import dev.parley.engineio.OutboundLimits;
import dev.parley.socketio.packet.Packet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one namespace keeps so that a client that lost its connection for a short time can go on: the events sent, numbered, and
 * the sockets that left. Guarded by {@code this}, which is held while an event is handed on, so that the numbers stand in the
 * order of delivery; no user code runs under it.
 */
final class RecoveryLog {

    /** The most events kept; a client that would need older ones starts anew. */
    static final int MAX_EVENTS = 10_000;

    /** The most bytes of events kept; a client that would need older ones starts anew. */
    static final long MAX_BYTES = 64L * 1024 * 1024;

    /** The most sockets kept; beyond, the one that left first is forgotten. */
    static final int MAX_SOCKETS = 10_000;

    private record Sent(long number, Instant at, EncodedMessage message, Selection selection) {}

    /**
     * A socket that left.
     *
     * @param id its id
     * @param rooms its rooms, its id among them
     * @param data its data
     * @param start the number of the last event before it connected
     * @param at when it left
     */
    record Saved(String id, Set<String> rooms, Map<SocketKey<?>, Object> data, long start, Instant at) {}

    private final Duration window;
    /** How long before its end a client may have stopped receiving: events older than that before it left have arrived. */
    private final Duration grace;

    /** What can be sent at once to one client: half of what may wait for it, so that live events find room. */
    private final int mostMissed;

    private final long mostMissedBytes;

    private final Supplier<Instant> clock;
    private final ArrayDeque<Sent> events = new ArrayDeque<>();
    private final Map<String, Saved> sockets = new LinkedHashMap<>();
    private long last;
    private long bytes;
    /** The last event that was forgotten because there were too many. */
    private long lost;

    RecoveryLog(Duration window, Duration grace, OutboundLimits outbound, Supplier<Instant> clock) {
        this.window = window;
        this.grace = grace;
        this.mostMissed = Math.max(1, outbound.maxMessages() / 2);
        this.mostMissedBytes = Math.max(1, outbound.maxBytes() / 2);
        this.clock = clock;
    }

    /** Numbers an event, keeps it, and hands it on. */
    synchronized EmitResult send(
            Packet packet,
            Selection selection,
            Function<Packet, EncodedMessage> encoder,
            Function<EncodedMessage, EmitResult> sender) {
        last++;
        List<@Nullable Object> args = new ArrayList<>(packet.args());
        args.add(Long.toString(last));
        EncodedMessage message = encoder.apply(packet.withArgs(args));
        prune();
        bytes += message.size();
        while (!events.isEmpty() && (events.size() >= MAX_EVENTS || bytes > MAX_BYTES)) {
            lost = forgetFirst();
        }
        events.addLast(new Sent(last, clock.get(), message, selection));
        return sender.apply(message);
    }

    /** Keeps a socket that left, or that was taken and did not connect after all. */
    synchronized void save(String pid, Saved socket) {
        prune();
        if (sockets.size() >= MAX_SOCKETS) {
            sockets.remove(sockets.keySet().iterator().next());
        }
        sockets.put(pid, socket);
    }

    /** Takes the state of a socket that may go on from {@code offset}; null when it has to start anew. */
    synchronized @Nullable Saved take(String pid, @Nullable String offset) {
        prune();
        Saved saved = sockets.remove(pid);
        return saved == null || missed(saved, offset) == null ? null : saved;
    }

    private long forgetFirst() {
        Sent first = events.removeFirst();
        bytes -= first.message().size();
        return first.number();
    }

    /**
     * The last event that the client has; -1 for an offset that no client can have. One that got no event yet has no offset:
     * it goes on from where it connected, and never from before.
     */
    private long from(Saved saved, @Nullable String offset) {
        if (offset == null) {
            return saved.start();
        }
        try {
            long number = Long.parseLong(offset);
            return number < 0 || number > last ? -1 : Math.max(number, saved.start());
        } catch (NumberFormatException unknown) {
            return -1;
        }
    }

    /** Runs {@code entry} with the number of the last event, while no other event can be sent. */
    synchronized void hold(LongConsumer entry) {
        entry.accept(last);
    }

    /**
     * Runs {@code rejoin} with the missed events, while no other event can be sent. False, without running it, when they
     * have become too many since {@link #take}.
     */
    synchronized boolean replay(Saved saved, @Nullable String offset, Consumer<List<EncodedMessage>> rejoin) {
        List<EncodedMessage> missed = missed(saved, offset);
        if (missed == null) {
            return false;
        }
        rejoin.accept(missed);
        return true;
    }

    /** The events that a client missed; null when they are unknown, forgotten, or more than can be sent at once. */
    private @Nullable List<EncodedMessage> missed(Saved saved, @Nullable String offset) {
        long from = from(saved, offset);
        if (from < lost) {
            return null;
        }
        List<EncodedMessage> missed = new ArrayList<>();
        long size = 0;
        for (Sent sent : events) {
            if (sent.number() > from && meant(sent.selection(), saved.rooms())) {
                missed.add(sent.message());
                size += sent.message().size();
                if (missed.size() > mostMissed || size > mostMissedBytes) {
                    return null;
                }
            }
        }
        return missed;
    }

    private static boolean meant(Selection selection, Set<String> rooms) {
        boolean included = selection.rooms().isEmpty() || !Collections.disjoint(selection.rooms(), rooms);
        return included && Collections.disjoint(selection.except(), rooms);
    }

    private void prune() {
        Instant now = clock.get();
        Instant oldestSocket = now.minus(window);
        sockets.values().removeIf(saved -> saved.at().isBefore(oldestSocket));
        Instant oldestEvent = oldestSocket.minus(grace);
        while (!events.isEmpty() && events.peekFirst().at().isBefore(oldestEvent)) {
            forgetFirst();
        }
    }
}
