package dev.parley.socketio.recovery;

import dev.parley.engineio.options.EngineOptions;
import dev.parley.engineio.options.OutboundLimits;
import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.runtime.MemoryBudget;
import dev.parley.runtime.MemoryHolder;
import dev.parley.socketio.event.EmitResult;
import dev.parley.socketio.event.SavedSession;
import dev.parley.socketio.event.Selection;
import dev.parley.socketio.event.SharedSessions;
import dev.parley.socketio.packet.JsonEvent;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a namespace of one server keeps for connection state recovery: the numbered events sent, and the sockets that disconnected.
 * Guarded by {@code this}, which is held while an event is passed on, so that the numbers are in delivery order; no
 * user code runs under it.
 */
public final class RecoveryLog implements Recovery, MemoryHolder {

    /** Maximum number of events kept; a client that needs older ones starts over. */
    public static final int MAX_EVENTS = 10_000;

    /** Maximum number of bytes of events kept; a client that needs older ones starts over. */
    public static final long MAX_BYTES = 64L * 1024 * 1024;

    /** Maximum number of sockets kept; beyond it, the one that disconnected first is evicted. */
    public static final int MAX_SOCKETS = 10_000;

    private record Sent(long number, Instant at, EncodedMessage message, Selection selection) {}

    /** A disconnected socket, and when it disconnected. */
    record Saved(SavedSession session, Instant at) {}

    private final Duration window;
    /** How long before its end a client may have stopped receiving: older events have arrived. */
    private final Duration grace;

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
    public record Bounds(OutboundLimits outbound, MemoryBudget memory) {

        /** What can be sent to one client at once: half of its outbound bound, to leave room for live events. */
        SharedSessions.Bounds missed() {
            return new SharedSessions.Bounds(
                    Math.max(1, outbound.maxMessages() / 2), Math.max(1, outbound.maxBytes() / 2));
        }
    }

    public RecoveryLog(
            Duration window, Duration grace, Bounds bounds, Supplier<Instant> clock, RecoveryOffsets offsets) {
        this.window = Scheduler.bounded(window);
        this.grace = Scheduler.bounded(grace);
        this.mostMissed = bounds.missed().events();
        this.mostMissedBytes = bounds.missed().bytes();
        this.memory = bounds.memory();
        this.clock = clock;
        this.offsets = offsets;
    }

    /** A pong proves that everything before its ping arrived: events since the last ping but one are in doubt. */
    public static Duration grace(EngineOptions engine) {
        return engine.pingInterval().plus(engine.pingTimeout().multipliedBy(2));
    }

    @Override
    public Packet without(Packet event) {
        return offsets.without(event);
    }

    @Override
    public JsonEvent without(JsonEvent event) {
        return offsets.without(event);
    }

    @Override
    public synchronized EmitResult deliver(
            Deliverable event,
            Selection selection,
            @Nullable String position,
            Function<PendingMessage, EmitResult> sender) {
        PendingMessage message = event.with(offsets.of(++last));
        keep(message.encoded(), selection);
        return sender.apply(message);
    }

    @Override
    public synchronized EmitResult send(
            Packet packet,
            Selection selection,
            Function<Packet, EncodedMessage> encoder,
            Function<EncodedMessage, EmitResult> sender) {
        EncodedMessage message = encoder.apply(RecoveryOffsets.with(packet, offsets.of(++last)));
        keep(message, selection);
        return sender.apply(message);
    }

    /** Keeps the last event. */
    private void keep(EncodedMessage message, Selection selection) {
        prune();
        if (closed || memory.isTight()) {
            forgetAll();
            lost = last;
            return;
        }
        message.retain(memory);
        bytes += message.size();
        while (!events.isEmpty() && (events.size() >= MAX_EVENTS || bytes > MAX_BYTES)) {
            lost = forgetFirst();
        }
        events.addLast(new Sent(last, clock.get(), message, selection));
    }

    @Override
    public CompletionStage<Void> save(SavedSession session, Instant at) {
        save(new Saved(session, at));
        return CompletableFuture.completedStage(null);
    }

    /** Keeps a socket that disconnected, or that was taken but did not connect. */
    synchronized void save(Saved socket) {
        String pid = socket.session().pid();
        prune();
        if (sockets.size() >= MAX_SOCKETS) {
            sockets.remove(sockets.keySet().iterator().next());
        }
        sockets.put(pid, socket);
        returning.remove(pid);
    }

    @Override
    public synchronized boolean awaits(String pid, Instant lostAt) {
        prune();
        return sockets.containsKey(pid) || returning.contains(pid);
    }

    @Override
    public CompletionStage<@Nullable Returning> restore(String pid, @Nullable String offset) {
        Saved saved = take(pid, offset);
        return CompletableFuture.completedStage(saved == null ? null : new Client(saved, offset));
    }

    /** Takes the state of a socket that can resume from {@code offset}; null if it has to start over. */
    synchronized @Nullable Saved take(String pid, @Nullable String offset) {
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

    @Override
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
        String begun = saved.session().start();
        long start = begun == null ? -1 : offsets.number(begun);
        if (offset == null) {
            return start;
        }
        long number = offsets.number(offset);
        return number < 0 || number > last ? -1 : Math.max(number, start);
    }

    @Override
    public synchronized void hold(Consumer<@Nullable String> entry) {
        entry.accept(offsets.of(last));
    }

    /**
     * Runs {@code rejoin} with the missed events, while no other event can be sent. Returns false, without running it,
     * if there have been too many since {@link #take}.
     */
    synchronized boolean replay(Saved saved, @Nullable String offset, Consumer<List<EncodedMessage>> rejoin) {
        List<EncodedMessage> missed = missed(saved, offset);
        if (missed == null) {
            return false;
        }
        returning.remove(saved.session().pid());
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
            if (sent.number() > from && meant(sent.selection(), saved.session().rooms())) {
                missed.add(sent.message());
                size += sent.message().size();
                if (missed.size() > mostMissed || size > mostMissedBytes) {
                    return null;
                }
            }
        }
        return missed;
    }

    /** Whether an event is for a socket in these rooms. */
    static boolean meant(Selection selection, Set<String> rooms) {
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

    /** A client that returns. */
    private final class Client implements Returning {

        private final Saved saved;
        private final @Nullable String offset;

        Client(Saved saved, @Nullable String offset) {
            this.saved = saved;
            this.offset = offset;
        }

        @Override
        public SavedSession session() {
            return saved.session();
        }

        @Override
        public boolean rejoin(Consumer<List<EncodedMessage>> enter) {
            return replay(saved, offset, enter);
        }

        @Override
        public void giveBack() {
            save(saved);
        }
    }
}
