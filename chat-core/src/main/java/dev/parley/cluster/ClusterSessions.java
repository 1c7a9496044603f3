package dev.parley.cluster;

import dev.parley.runtime.FailureLog;
import dev.parley.socketio.InMemoryAdapter;
import dev.parley.socketio.event.SavedSession;
import dev.parley.socketio.event.Selection;
import dev.parley.socketio.event.SharedSessions;
import dev.parley.socketio.event.SocketKey;
import dev.parley.socketio.packet.JsonCodec;
import dev.parley.socketio.packet.Packet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions of one namespace in the form of the reference, with two more fields, which Node servers neither write nor read: the
 * namespace, and the position from which a client that has received nothing resumes. Incoming sessions are untrusted. Thread-safe.
 */
final class ClusterSessions implements SharedSessions {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterSessions.class);
    private static final Pattern PID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private static final String NAMESPACE = "nsp";
    private static final String START = "start";

    private final String namespace;
    private final SessionLog log;
    private final List<SocketKey<?>> shared;
    private final JsonCodec json;
    private final Duration patience;
    private final FailureLog failures;

    ClusterSessions(
            String namespace, SessionLog log, List<SocketKey<?>> shared, InMemoryAdapter local, Duration patience) {
        this.namespace = namespace;
        this.log = log;
        this.shared = shared;
        this.json = local.json();
        this.patience = patience;
        this.failures = new FailureLog(LOG, local.scheduler()::nanoTime);
    }

    @Override
    public CompletionStage<Void> persistSession(SavedSession session, Duration window) {
        CompletionStage<Void> saved;
        try {
            saved = log.save(session.pid(), write(session), window);
        } catch (IllegalArgumentException unfit) {
            saved = CompletableFuture.failedStage(unfit);
        }
        return saved.whenComplete((nothing, failure) -> {
            if (failure != null) {
                failures.warn("A session was not saved: its client cannot be recovered", failure);
            }
        });
    }

    private Map<String, @Nullable Object> write(SavedSession session) {
        List<String> rooms = List.copyOf(session.rooms());
        Forms.names(rooms);
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        for (SocketKey<?> key : shared) {
            Object value = session.data().get(key);
            if (value != null) {
                data.put(key.name(), json.plain(value));
            }
        }
        Map<String, @Nullable Object> form = new LinkedHashMap<>();
        form.put("sid", session.socketId());
        form.put("pid", session.pid());
        form.put("rooms", rooms);
        form.put("data", data);
        form.put(NAMESPACE, namespace);
        if (session.start() != null) {
            form.put(START, session.start());
        }
        return form;
    }

    @Override
    public CompletionStage<@Nullable Taken> restoreSession(String pid) {
        if (!PID.matcher(pid).matches()) {
            return CompletableFuture.completedStage(null);
        }
        return log.take(pid).thenApply(taken -> taken == null ? null : checked(pid, taken));
    }

    private @Nullable Taken checked(String pid, SessionLog.Taken taken) {
        Map<String, @Nullable Object> form = taken.session();
        if (form.get(NAMESPACE) instanceof String other && !other.equals(namespace)) {
            // It is for the namespace that it belongs to.
            var unused = log.save(pid, form, taken.left());
            return null;
        }
        try {
            return new Taken(read(pid, form), taken.left());
        } catch (IllegalArgumentException malformed) {
            failures.warn("A session was skipped", malformed);
            return null;
        }
    }

    private SavedSession read(String pid, Map<String, @Nullable Object> form) {
        String socketId = Forms.text(form, "sid");
        if (socketId.isEmpty() || socketId.length() > Forms.MAX_NAME || !pid.equals(form.get("pid"))) {
            throw new IllegalArgumentException("a session without ids");
        }
        Set<String> rooms = Forms.names(form.get("rooms"));
        String start = form.get(START) instanceof String text && log.isPosition(text) ? text : null;
        return new SavedSession(pid, socketId, rooms, data(form.get("data")), start);
    }

    /** What does not fit its key is not restored, as it is not shown when a socket is fetched. */
    private Map<SocketKey<?>, Object> data(@Nullable Object form) {
        Map<SocketKey<?>, Object> data = new HashMap<>();
        if (form instanceof Map<?, ?> values) {
            for (SocketKey<?> key : shared) {
                try {
                    Object value = json.convert(values.get(key.name()), key.type());
                    if (value != null) {
                        data.put(key, value);
                    }
                } catch (IllegalArgumentException misfit) {
                    failures.warn("Data of a session were skipped", misfit);
                }
            }
        }
        return data;
    }

    @Override
    public CompletionStage<@Nullable Missed> missed(String after, Set<String> rooms, Bounds bounds) {
        SessionLog.Query query =
                new SessionLog.Query(after, message -> isFor(message, rooms), bounds.events(), bounds.bytes());
        return log.missed(query).thenApply(read -> read == null ? null : events(read));
    }

    /** Neither what may be dropped or is for others, nor what asks for an acknowledgement. */
    private static boolean isFor(ClusterMessage message, Set<String> rooms) {
        JsonBroadcast undecoded = message.broadcast();
        Selection selection = undecoded == null ? Forms.selection(message.data()) : undecoded.selection();
        boolean included = selection.rooms().isEmpty() || !Collections.disjoint(selection.rooms(), rooms);
        return included
                && Collections.disjoint(selection.except(), rooms)
                && !selection.isVolatile()
                && !message.isMirrored()
                && message.requestId() == null;
    }

    private Packet event(ClusterMessage message) {
        JsonBroadcast undecoded = message.broadcast();
        return undecoded == null
                ? Forms.broadcast(namespace, message.data())
                : undecoded.event().packet();
    }

    private @Nullable Missed events(SessionLog.Missed read) {
        List<LoggedEvent> events = new ArrayList<>();
        for (ClusterMessage message : read.messages()) {
            String position = message.position();
            if (position == null) {
                return null;
            }
            try {
                events.add(new LoggedEvent(event(message), position));
            } catch (IllegalArgumentException malformed) {
                // Nobody else got it either.
                failures.warn("An event of the log was skipped", malformed);
            }
        }
        return new Missed(List.copyOf(events), read.upTo());
    }

    @Override
    public boolean isBehind(String position, String other) {
        return log.isBehind(position, other);
    }

    @Override
    public boolean isPosition(String text) {
        return log.isPosition(text);
    }

    @Override
    public @Nullable String position() {
        return log.position();
    }

    @Override
    public Duration patience() {
        return patience;
    }
}
