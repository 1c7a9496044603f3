package dev.parley.testkit.cluster;

import dev.parley.cluster.ClusterBus;
import dev.parley.cluster.ClusterMessage;
import dev.parley.cluster.ClusterMessage.Kind;
import dev.parley.cluster.SessionLog;
import dev.parley.socketio.Adapter;
import dev.parley.socketio.packet.MsgpackCodec;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A log between servers in one process, with the sessions of clients that lost their connections. Messages are handed on by one thread
 * at a time, of those that publish; its time passes only by {@link #pass}. Guarded by {@code this}; servers are called outside the lock.
 */
public final class InProcessLog {

    private static final Pattern POSITION = Pattern.compile("log-[0-9]{1,15}");
    private static final int MAX_DEPTH = 100;

    private final List<Member.Line> lines = new CopyOnWriteArrayList<>();
    private final List<Entry> entries = new ArrayList<>();
    private final ArrayDeque<Entry> waiting = new ArrayDeque<>();
    private final List<Reader> readers = new ArrayList<>();
    private final Map<String, Session> sessions = new HashMap<>();
    private Duration now = Duration.ZERO;
    private long last;
    private long handed;
    private boolean handing;
    private boolean held;

    private record Entry(
            long number,
            Member.Line from,
            ClusterMessage message,
            @Nullable Consumer<@Nullable String> here) {}

    private record Reader(long upTo, CompletableFuture<Void> reached) {}

    private record Session(ByteBuffer bytes, Duration until) {}

    /** A log without members. */
    public InProcessLog() {}

    /**
     * Adds a server.
     *
     * @return the log as this server has it
     */
    public ClusterBus member() {
        return new Member();
    }

    /**
     * Lets time pass for the sessions.
     *
     * @param time how long
     */
    public synchronized void pass(Duration time) {
        now = now.plus(time);
        sessions.values().removeIf(session -> session.until().compareTo(now) <= 0);
    }

    /** From now on nobody reads what is published. */
    public synchronized void hold() {
        held = true;
    }

    /** Ends what {@link #hold} began: all read what was published meanwhile, on this thread. */
    public void release() {
        synchronized (this) {
            held = false;
            if (handing) {
                return;
            }
            handing = true;
        }
        handAll();
    }

    /** Removes all messages that were published until now. */
    public synchronized void trim() {
        entries.clear();
    }

    /**
     * Counts the sessions that are kept.
     *
     * @return the number
     */
    public synchronized int sessions() {
        return sessions.size();
    }

    private static String position(long number) {
        return "log-" + number;
    }

    private static long number(String position) {
        return Long.parseLong(position.substring(position.indexOf('-') + 1));
    }

    private void append(Member.Line from, ClusterMessage message, @Nullable Consumer<@Nullable String> here) {
        synchronized (this) {
            Entry entry = new Entry(++last, from, message, here);
            entries.add(entry);
            waiting.add(entry);
            if (handing || held) {
                return;
            }
            handing = true;
        }
        handAll();
    }

    private void handAll() {
        for (Entry next = next(); next != null; next = next()) {
            hand(next);
            reached(next.number());
        }
    }

    private synchronized @Nullable Entry next() {
        Entry entry = held ? null : waiting.poll();
        handing = entry != null;
        return entry;
    }

    private void hand(Entry entry) {
        String position = position(entry.number());
        for (Member.Line line : lines) {
            if (line != entry.from() && line.namespace.equals(entry.message().namespace())) {
                line.receiver.accept(InProcessBus.copy(entry.message(), position));
            }
        }
        if (entry.here() != null) {
            entry.here().accept(position);
        }
    }

    private void reached(long number) {
        List<Reader> done = new ArrayList<>();
        synchronized (this) {
            handed = number;
            readers.removeIf(reader -> reader.upTo() <= number && done.add(reader));
        }
        done.forEach(reader -> reader.reached().complete(null));
    }

    private synchronized CompletableFuture<Void> handed(long number) {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        if (number <= handed) {
            reached.complete(null);
        } else {
            readers.add(new Reader(number, reached));
        }
        return reached;
    }

    private synchronized SessionLog.@Nullable Missed read(String namespace, SessionLog.Query query) {
        long after = POSITION.matcher(query.after()).matches() ? number(query.after()) : -1;
        if (entries.stream().noneMatch(entry -> entry.number() == after)) {
            return null;
        }
        List<ClusterMessage> missed = new ArrayList<>();
        long bytes = 0;
        for (Entry entry : entries) {
            if (entry.number() <= after
                    || entry.message().kind() != Kind.BROADCAST
                    || !entry.message().namespace().equals(namespace)) {
                continue;
            }
            ClusterMessage message = InProcessBus.copy(entry.message(), position(entry.number()));
            if (query.wanted().test(message)) {
                missed.add(message);
                bytes += MsgpackCodec.write(message.data()).remaining();
            }
        }
        boolean fits = missed.size() <= query.maxEvents() && bytes <= query.maxBytes();
        return fits ? new SessionLog.Missed(missed, position(last)) : null;
    }

    private synchronized void keep(String key, Map<String, @Nullable Object> session, Duration window) {
        sessions.put(key, new Session(MsgpackCodec.write(session), now.plus(window)));
    }

    @SuppressWarnings("unchecked") // as it was written
    private synchronized SessionLog.@Nullable Taken taken(String key) {
        Session session = sessions.remove(key);
        Object read = session == null ? null : MsgpackCodec.read(session.bytes(), MAX_DEPTH);
        return session == null || read == null
                ? null
                : new SessionLog.Taken(
                        (Map<String, @Nullable Object>) read, session.until().minus(now));
    }

    private synchronized @Nullable String handedPosition() {
        return handed == 0 ? null : position(handed);
    }

    /** The log as one server has it. */
    private final class Member implements ClusterBus {

        @Override
        public boolean isLog() {
            return true;
        }

        @Override
        public Lane open(String namespace, String server) {
            return new Line(namespace, server);
        }

        @Override
        public void close() {
            lines.removeIf(line -> line.member() == this);
        }

        private final class Line implements Lane, SessionLog {

            private final String namespace;
            private final String server;
            private volatile Consumer<ClusterMessage> receiver = message -> {};

            Line(String namespace, String server) {
                this.namespace = namespace;
                this.server = server;
            }

            Member member() {
                return Member.this;
            }

            private List<Line> all() {
                return lines.stream()
                        .filter(line -> line.namespace.equals(namespace))
                        .toList();
            }

            @Override
            public CompletionStage<Void> start(Consumer<ClusterMessage> hears) {
                receiver = hears;
                lines.add(this);
                return CompletableFuture.completedStage(null);
            }

            @Override
            public CompletionStage<Void> publish(ClusterMessage message) {
                append(this, message, null);
                return CompletableFuture.completedStage(null);
            }

            @Override
            public CompletionStage<Void> publish(ClusterMessage message, Consumer<@Nullable String> here) {
                append(this, message, here);
                return CompletableFuture.completedStage(null);
            }

            @Override
            public void answer(String asker, ClusterMessage message) {
                all().stream()
                        .filter(line -> line.server.equals(asker))
                        .forEach(line -> line.receiver.accept(InProcessBus.copy(message, null)));
            }

            @Override
            public CompletionStage<Integer> servers() {
                return CompletableFuture.completedStage(all().size());
            }

            @Override
            public Adapter.Health health() {
                return new Adapter.Health(Adapter.Link.CONNECTED, null, "");
            }

            @Override
            public SessionLog sessions() {
                return this;
            }

            @Override
            public CompletionStage<Void> save(String key, Map<String, @Nullable Object> session, Duration window) {
                keep(key, session, window);
                return CompletableFuture.completedStage(null);
            }

            @Override
            public CompletionStage<@Nullable Taken> take(String key) {
                return CompletableFuture.completedStage(taken(key));
            }

            @Override
            public CompletionStage<@Nullable Missed> missed(Query query) {
                Missed missed = read(namespace, query);
                return missed == null
                        ? CompletableFuture.completedStage(null)
                        : handed(number(missed.upTo())).thenApply(nothing -> missed);
            }

            @Override
            public boolean isBehind(String position, String other) {
                return number(position) > number(other);
            }

            @Override
            public boolean isPosition(String text) {
                return POSITION.matcher(text).matches();
            }

            @Override
            public @Nullable String position() {
                return handedPosition();
            }

            @Override
            public void close() {
                lines.remove(this);
            }
        }
    }
}
