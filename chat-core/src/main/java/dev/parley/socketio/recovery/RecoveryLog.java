package dev.parley.socketio.recovery;

import dev.parley.engineio.options.EngineOptions;
import dev.parley.engineio.options.OutboundLimits;
import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.runtime.MemoryBudget;
import dev.parley.runtime.MemoryHolder;
import dev.parley.socketio.event.EmitResult;
import dev.parley.socketio.event.Selection;
import dev.parley.socketio.event.SocketKey;
import dev.parley.socketio.packet.Packet;
import dev.parley.time.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
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
 * What a namespace keeps for connection state recovery: the numbered events sent, and the sockets that disconnected.
 * Guarded by {@code this}, which is held while an event is passed on, so that the numbers are in delivery order; no
 * user code runs under it.
 */
public final class RecoveryLog implements MemoryHolder {

    /** Maximum number of events kept; a client that needs older ones starts over. */
    public static final int MAX_EVENTS = 10_000;

    /** Maximum number of bytes of events kept; a client that needs older ones starts over. */
    public static final long MAX_BYTES = 64L * 1024 * 1024;

    /** Maximum number of sockets kept; beyond it, the one that disconnected first is evicted. */
    public static final int MAX_SOCKETS = 10_000;

    private record Sent(long number, Instant at, EncodedMessage message, Selection selection) {}

    /**
     * A disconnected socket.
     *
     * @param id its id
     * @param rooms its rooms, including its own
     * @param data its data
     * @param start the number of the last event before it connected
     * @param at when it disconnected
     */
    public record Saved(String id, Set<String> rooms, Map<SocketKey<?>, Object> data, long start, Instant at) {}

    private final Duration window;
    /** How long before its end a client may have stopped receiving: older events have arrived. */
    private final Duration grace;

    /** What can be sent to one client at once: half of its outbound bound, to leave room for live events. */
    private final int mostMissed;

    private final long mostMissedBytes;

    private final MemoryBudget memory;
    private final Supplier<Instant> clock;
    private final RecoveryOffsets offsets;
    private final ArrayDeque<Sent> events = new ArrayDeque<>();
    private final Map<String, Saved> sockets = new LinkedHashMap<>();
    /** Private ids of returning clients: taken, and neither connected nor saved again. */
    private final Set<String> returning = new HashSet<>();

    private boolean closed;
    private long last;
    private long bytes;
    /** The last event that was evicted. */
    private long lost;

    /**
     * The bounds of the log.
     *
     * @param outbound the bounds of a client's outbound queue
     * @param memory accounts for its events; while it is tight nothing is kept
     */
    public record Bounds(OutboundLimits outbound, MemoryBudget memory) {}

    public RecoveryLog(
            Duration window, Duration grace, Bounds bounds, Supplier<Instant> clock, RecoveryOffsets offsets) {
        this.window = Scheduler.bounded(window);
        this.grace = Scheduler.bounded(grace);
        this.mostMissed = Math.max(1, bounds.outbound().maxMessages() / 2);
        this.mostMissedBytes = Math.max(1, bounds.outbound().maxBytes() / 2);
        this.memory = bounds.memory();
        this.clock = clock;
        this.offsets = offsets;
    }

    /** A pong proves that everything before its ping arrived: events since the last ping but one are in doubt. */
    public static Duration grace(EngineOptions engine) {
        return engine.pingInterval().plus(engine.pingTimeout().multipliedBy(2));
    }

    public RecoveryOffsets offsets() {
        return offsets;
    }

    /** Numbers an event, keeps it, and passes it on. */
    public synchronized EmitResult send(
            Packet packet,
            Selection selection,
            Function<Packet, EncodedMessage> encoder,
            Function<EncodedMessage, EmitResult> sender) {
        last++;
        List<@Nullable Object> args = new ArrayList<>(packet.args());
        args.add(offsets.of(last));
        EncodedMessage message = encoder.apply(packet.withArgs(args));
        prune();
        if (closed || memory.isTight()) {
            forgetAll();
            lost = last;
            return sender.apply(message);
        }
        message.retain(memory);
        bytes += message.size();
        while (!events.isEmpty() && (events.size() >= MAX_EVENTS || bytes > MAX_BYTES)) {
            lost = forgetFirst();
        }
        events.addLast(new Sent(last, clock.get(), message, selection));
        return sender.apply(message);
    }

    /** Keeps a socket that disconnected, or that was taken but did not connect. */
    public synchronized void save(String pid, Saved socket) {
        prune();
        if (sockets.size() >= MAX_SOCKETS) {
            sockets.remove(sockets.keySet().iterator().next());
        }
        sockets.put(pid, socket);
        returning.remove(pid);
    }

    /** Whether a client may still return, or is about to. */
    public synchronized boolean awaits(String pid) {
        prune();
        return sockets.containsKey(pid) || returning.contains(pid);
    }

    /** Takes the state of a socket that can resume from {@code offset}; null if it has to start over. */
    public synchronized @Nullable Saved take(String pid, @Nullable String offset) {
        prune();
        Saved saved = sockets.remove(pid);
        if (saved == null || missed(saved, offset) == null) {
            return null;
        }
        returning.add(pid);
        return saved;
    }

    private long forgetFirst() {
        Sent first = events.removeFirst();
        bytes -= first.message().size();
        first.message().release(memory);
        return first.number();
    }

    private void forgetAll() {
        while (!events.isEmpty()) {
            lost = forgetFirst();
        }
    }

    /** No client can return any more. */
    public synchronized void close() {
        closed = true;
        forgetAll();
    }

    @Override
    public synchronized long heldBytes() {
        return bytes;
    }

    /** Drops the events: absent clients start over. */
    @Override
    public synchronized void evict() {
        forgetAll();
    }

    /**
     * The last event that the client has; -1 for an impossible offset. A client that received no event yet has no
     * offset: it resumes from where it connected, and never from before.
     */
    private long from(Saved saved, @Nullable String offset) {
        if (offset == null) {
            return saved.start();
        }
        long number = offsets.number(offset);
        return number < 0 || number > last ? -1 : Math.max(number, saved.start());
    }

    /** Runs {@code entry} with the number of the last event, while no other event can be sent. */
    public synchronized void hold(LongConsumer entry) {
        entry.accept(last);
    }

    /**
     * Runs {@code rejoin} with the missed events, while no other event can be sent. Returns false, without running it,
     * if there have been too many since {@link #take}.
     */
    public synchronized boolean replay(
            String pid, Saved saved, @Nullable String offset, Consumer<List<EncodedMessage>> rejoin) {
        List<EncodedMessage> missed = missed(saved, offset);
        if (missed == null) {
            return false;
        }
        returning.remove(pid);
        rejoin.accept(missed);
        return true;
    }

    /** The events that a client missed; null if they are unknown, evicted, or more than can be sent at once. */
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
