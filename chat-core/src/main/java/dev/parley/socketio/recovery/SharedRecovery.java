package dev.parley.socketio.recovery;

import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.runtime.MemoryBudget;
import dev.parley.socketio.event.EmitResult;
import dev.parley.socketio.event.SavedSession;
import dev.parley.socketio.event.Selection;
import dev.parley.socketio.event.SharedSessions;
import dev.parley.socketio.event.SharedSessions.LoggedEvent;
import dev.parley.socketio.event.SharedSessions.Missed;
import dev.parley.socketio.event.SharedSessions.Taken;
import dev.parley.socketio.packet.JsonEvent;
import dev.parley.socketio.packet.Packet;
import dev.parley.time.Scheduler;
import dev.parley.time.Scheduler.Cancellable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Recovery from sessions and a log that the servers of a cluster share. What is delivered while a client returns is kept until it has
 * connected: it gets what the log has up to the moment at which it was read, and from there what was delivered. Guarded by {@code
 * this}, which is held while an event is passed on; no user code runs under it.
 */
public final class SharedRecovery implements Recovery {

    /** Maximum number of clients that return at the same time; further ones start over. */
    public static final int MAX_RETURNING = 10_000;

    private final SharedSessions sessions;
    private final Duration window;
    private final SharedSessions.Bounds most;
    /** While it is tight, clients start over. */
    private final MemoryBudget memory;

    private final Scheduler scheduler;
    private final Function<Packet, EncodedMessage> encoder;
    private final List<Client> returning = new ArrayList<>();
    /** The position of the last event that was passed on. */
    private @Nullable String last;

    private boolean closed;

    public SharedRecovery(
            SharedSessions sessions,
            Duration window,
            RecoveryLog.Bounds bounds,
            Scheduler scheduler,
            Function<Packet, EncodedMessage> encoder) {
        this.sessions = sessions;
        this.window = Scheduler.bounded(window);
        this.most = bounds.missed();
        this.memory = bounds.memory();
        this.scheduler = scheduler;
        this.encoder = encoder;
    }

    @Override
    public Packet without(Packet event) {
        return RecoveryOffsets.without(event, sessions::isPosition);
    }

    @Override
    public EmitResult send(
            Packet packet,
            Selection selection,
            Function<Packet, EncodedMessage> encode,
            Function<EncodedMessage, EmitResult> sender) {
        return sender.apply(encode.apply(without(packet)));
    }

    @Override
    public JsonEvent without(JsonEvent event) {
        return RecoveryOffsets.without(event, sessions::isPosition);
    }

    @Override
    public EmitResult deliver(
            Deliverable event,
            Selection selection,
            @Nullable String position,
            Function<PendingMessage, EmitResult> sender) {
        PendingMessage message = position == null ? event.without(sessions::isPosition) : event.with(position);
        synchronized (this) {
            if (position != null) {
                last = position;
            }
            for (Client client : returning) {
                client.add(selection, position, message);
            }
            return sender.apply(message);
        }
    }

    @Override
    public synchronized void hold(Consumer<@Nullable String> entry) {
        String passed = sessions.position();
        String sent = last;
        entry.accept(passed == null || (sent != null && sessions.isBehind(sent, passed)) ? sent : passed);
    }

    @Override
    public CompletionStage<Void> save(SavedSession session, Instant at) {
        return sessions.persistSession(session, window);
    }

    @Override
    public boolean awaits(String pid, Instant lostAt) {
        return !scheduler.now().isAfter(lostAt.plus(window));
    }

    @Override
    public CompletionStage<@Nullable Returning> restore(String pid, @Nullable String offset) {
        CompletableFuture<@Nullable Returning> result = new CompletableFuture<>();
        if (memory.isTight()) {
            result.complete(null);
            return result;
        }
        Cancellable deadline = scheduler.schedule(sessions.patience(), () -> result.complete(null));
        var unused = sessions.restoreSession(pid).whenComplete((taken, failure) -> {
            if (taken == null) {
                result.complete(null);
            } else if (result.isDone()) {
                giveBack(taken);
            } else {
                read(taken, offset, result);
            }
        });
        return result.whenComplete((returned, failure) -> deadline.cancel());
    }

    private void read(Taken taken, @Nullable String offset, CompletableFuture<@Nullable Returning> result) {
        String after = after(taken.session().start(), offset);
        Client client = after == null ? null : begin(taken);
        if (after == null || client == null) {
            result.complete(null);
            return;
        }
        endWithout(result, client);
        var unused = sessions.missed(after, taken.session().rooms(), most).whenComplete((missed, failure) -> {
            if (missed == null) {
                result.complete(null);
            } else {
                client.missed = missed;
                if (!result.complete(client)) {
                    client.giveBack();
                }
            }
        });
    }

    /** Also when it starts over because the time is over. */
    private void endWithout(CompletableFuture<@Nullable Returning> result, Client client) {
        var unused = result.thenAccept(returned -> {
            if (returned == null) {
                end(client);
            }
        });
    }

    /** The last event that the client has: never from before it connected first. Null if unknown. */
    private @Nullable String after(@Nullable String start, @Nullable String offset) {
        if (offset == null) {
            return start;
        }
        if (!sessions.isPosition(offset)) {
            return null;
        }
        return start != null && sessions.isBehind(start, offset) ? start : offset;
    }

    private synchronized @Nullable Client begin(Taken taken) {
        if (closed || returning.size() >= MAX_RETURNING) {
            return null;
        }
        Client client = new Client(taken);
        returning.add(client);
        return client;
    }

    private synchronized void end(Client client) {
        returning.remove(client);
    }

    private void giveBack(Taken taken) {
        var unused = sessions.persistSession(taken.session(), taken.left());
    }

    @Override
    public synchronized void close() {
        closed = true;
        returning.forEach(Client::giveUp);
    }

    /** A client that returns. Guarded by the {@link SharedRecovery}. */
    private final class Client implements Returning {

        /** An event that was delivered since it returns. */
        private record Delivered(String position, EncodedMessage message) {}

        private final Taken taken;
        private final Set<String> rooms;
        private final List<Delivered> since = new ArrayList<>();
        private long bytes;
        /** Whether too much was delivered, or something without a position. */
        private boolean unknown;
        /** Set once before it is handed over. */
        private volatile @Nullable Missed missed;

        Client(Taken taken) {
            this.taken = taken;
            this.rooms = taken.session().rooms();
        }

        void add(Selection selection, @Nullable String position, PendingMessage message) {
            if (unknown || !RecoveryLog.meant(selection, rooms)) {
                return;
            }
            bytes += message.size();
            if (position == null || since.size() >= most.events() || bytes > most.bytes()) {
                giveUp();
            } else {
                since.add(new Delivered(position, message.encoded()));
            }
        }

        void giveUp() {
            unknown = true;
            since.clear();
        }

        @Override
        public SavedSession session() {
            return taken.session();
        }

        @Override
        public boolean rejoin(Consumer<List<EncodedMessage>> enter) {
            Missed read = missed;
            if (read == null) {
                return false;
            }
            List<EncodedMessage> messages = new ArrayList<>();
            for (LoggedEvent event : read.events()) {
                messages.add(encoder.apply(RecoveryOffsets.with(event.packet(), event.position())));
            }
            synchronized (SharedRecovery.this) {
                returning.remove(this);
                for (Delivered event : since) {
                    if (sessions.isBehind(event.position(), read.upTo())) {
                        messages.add(event.message());
                    }
                }
                if (unknown || !fits(messages)) {
                    return false;
                }
                enter.accept(messages);
                return true;
            }
        }

        private boolean fits(List<EncodedMessage> messages) {
            long sum = 0;
            for (EncodedMessage message : messages) {
                sum += message.size();
            }
            return messages.size() <= most.events() && sum <= most.bytes();
        }

        @Override
        public void giveBack() {
            end(this);
            SharedRecovery.this.giveBack(taken);
        }
    }
}
