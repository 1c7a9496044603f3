package dev.parley.metrics.micrometer;

import dev.parley.chat.ChatEngine;
import dev.parley.chat.policy.ChatListener;
import dev.parley.chat.policy.LeaveReason;
import dev.parley.cluster.ClusterBus;
import dev.parley.model.InboxItem;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.runtime.MemoryBudget;
import dev.parley.runtime.UncaughtErrors;
import dev.parley.runtime.observe.EventOutcome;
import dev.parley.runtime.observe.ServerObserver;
import dev.parley.socketio.SocketServer;
import dev.parley.transport.TransportName;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Meters of a server in a Micrometer registry; see {@code docs/metrics.md} for their names. Add it to the builder of a
 * server or an engine as an observer, to that of an engine as a listener too, and bind it to the result for the gauges:
 *
 * <pre>{@code
 * ParleyMetrics metrics = ParleyMetrics.of(registry);
 * ChatEngine chat = ChatEngine.builder().observer(metrics).listener(metrics) … .build();
 * metrics.bind(chat);
 * }</pre>
 *
 * <p>Clients cannot create meters at will: only the first {@value #MAX_NAMESPACES}, {@value #MAX_EVENTS} and {@value
 * #MAX_CODES} namespaces, events and refusal codes have their own tags, names unknown to the application have none, and
 * the rest is {@code other}. Thread-safe.
 */
public final class ParleyMetrics implements ServerObserver, ChatListener {

    /** Maximum number of namespaces with their own tag. */
    public static final int MAX_NAMESPACES = 50;

    /** Maximum number of events with their own tag. */
    public static final int MAX_EVENTS = 100;

    /** Maximum number of refusal codes with their own tag. */
    public static final int MAX_CODES = 50;

    private static final String NAMESPACE = "namespace";
    private static final String OUTCOME = "outcome";

    private final MeterRegistry registry;
    private final BoundedNames namespaces = new BoundedNames(MAX_NAMESPACES);
    private final BoundedNames events = new BoundedNames(MAX_EVENTS);
    private final BoundedNames codes = new BoundedNames(MAX_CODES);

    private final Map<TransportName, AtomicInteger> sessions = new EnumMap<>(TransportName.class);
    private final MeterFamily<Timer> sessionDurations;
    private final MeterFamily<Counter> refusedRequests;
    private final MeterFamily<Counter> upgrades;
    private final MeterFamily<Counter> connects;
    private final MeterFamily<Counter> disconnects;
    private final MeterFamily<Counter> received;
    private final MeterFamily<Counter> emits;
    private final MeterFamily<Counter> deliveries;
    private final MeterFamily<Timer> handling;
    private final MeterFamily<Timer> ackLatencies;
    private final MeterFamily<Counter> ackTimeouts;
    private final MeterFamily<Counter> mailboxFull;
    private final MeterFamily<Counter> roomJoins;
    private final MeterFamily<Counter> roomLeaves;
    private final MeterFamily<Timer> commands;
    private final MeterFamily<Counter> messages;
    private final MeterFamily<Timer> storeCalls;
    private final Counter bytesIn;
    private final Counter bytesOut;
    private final Counter packetsIn;
    private final Counter dropped;
    private final Counter notifications;
    private final Counter joins;
    private final Counter leaves;

    private ParleyMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (TransportName transport : TransportName.values()) {
            AtomicInteger count = new AtomicInteger();
            sessions.put(transport, count);
            Gauge.builder("parley.sessions", count, AtomicInteger::get)
                    .description("Engine.IO sessions that are open")
                    .tag("transport", tag(transport))
                    .register(registry);
        }
        sessionDurations = timers("parley.session.duration", "How long sessions were open");
        refusedRequests = counters("parley.requests.refused", "Requests refused before a session took them");
        upgrades = counters("parley.upgrades", "Attempts to move from polling to WebSocket");
        connects = counters("parley.connects", "Clients that asked for a namespace");
        disconnects = counters("parley.disconnects", "Sockets that left");
        received = counters("parley.events.received", "Events of clients");
        emits = counters("parley.emits", "Events sent, to one socket or many");
        deliveries = counters("parley.deliveries", "Recipients of events sent");
        handling = timers("parley.event.handling", "Middleware and listeners of one event");
        ackLatencies = timers("parley.ack.latency", "From the emit to the client's answer");
        ackTimeouts = counters("parley.acks.timeout", "Answers that did not come in time");
        mailboxFull = counters("parley.mailbox.full", "Connections not read for a while, because events wait");
        roomJoins = counters("parley.room.joins", "Sockets that joined a room");
        roomLeaves = counters("parley.room.leaves", "Sockets that left a room");
        commands = timers("parley.command.handling", "Chat commands, from arrival to answer");
        messages = counters("parley.messages", "Messages stored");
        messages.of("kind", "room");
        messages.of("kind", "private");
        storeCalls = timers("parley.store.call", "Calls of the message store");
        bytesIn = bytes("in");
        bytesOut = bytes("out");
        packetsIn = counter("parley.packets.received", "Engine.IO packets of clients");
        dropped = counter("parley.outbound.dropped", "Messages dropped for clients that read slowly");
        notifications = counter("parley.notifications", "Notifications of users");
        joins = counter("parley.joins", "Users who joined a room of the chat");
        leaves = counter("parley.leaves", "Users who left a room of the chat");
    }

    /**
     * Creates the meters of one or several servers in a registry.
     *
     * @param registry the registry
     * @return the metrics, which count nothing until a server is built with them
     */
    public static ParleyMetrics of(MeterRegistry registry) {
        return new ParleyMetrics(registry);
    }

    private MeterFamily<Counter> counters(String name, String description) {
        return new MeterFamily<>(tags ->
                Counter.builder(name).description(description).tags(tags).register(registry));
    }

    private MeterFamily<Timer> timers(String name, String description) {
        return new MeterFamily<>(
                tags -> Timer.builder(name).description(description).tags(tags).register(registry));
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    private Counter bytes(String direction) {
        return Counter.builder("parley.bytes")
                .description("What packets hold, without framing and compression")
                .baseUnit(BaseUnits.BYTES)
                .tag("direction", direction)
                .register(registry);
    }

    /**
     * Adds the gauges of a chat: connections, users, rooms, its store, its cluster, and those of its server.
     *
     * @param engine the chat, once
     */
    public void bind(ChatEngine engine) {
        gauge("parley.connections", "Connections of the chat", engine, ChatEngine::connections);
        gauge("parley.users.online", "Users with a connection", engine, ChatEngine::onlineUsers);
        gauge("parley.rooms.live", "Rooms with members", engine, ChatEngine::liveRooms);
        StoreMeters.bind(engine, registry);
        ChatClusterMeters.bind(engine, registry);
        bind(engine.server());
    }

    /**
     * Adds the gauges of a server: the memory of queued messages, uncaught failures, and in a cluster how other servers
     * are reached.
     *
     * @param server the server, once
     */
    public void bind(SocketServer server) {
        memory("parley.memory.used", "What waits in the server", server.memory(), MemoryBudget::used);
        memory("parley.memory.limit", "What may wait in the server", server.memory(), MemoryBudget::limit);
        FunctionCounter.builder("parley.errors.uncaught", this, unused -> UncaughtErrors.count())
                .description("Failures that no code expected, in this process")
                .register(registry);
        ClusterMeters.bindState(server, registry);
    }

    /**
     * Adds the counters of a bus to the other servers of a cluster.
     *
     * @param bus the bus, once
     */
    public void bind(ClusterBus bus) {
        ClusterMeters.bind(bus, registry);
    }

    private <T> void gauge(String name, String description, T source, ToDoubleFunction<T> value) {
        Gauge.builder(name, source, value)
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    private void memory(String name, String description, MemoryBudget budget, ToDoubleFunction<MemoryBudget> value) {
        Gauge.builder(name, budget, value)
                .description(description)
                .baseUnit(BaseUnits.BYTES)
                .register(registry);
    }

    private static String tag(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    // ---- sessions

    private void count(TransportName transport, int change) {
        AtomicInteger count = sessions.get(transport);
        if (count != null) {
            count.addAndGet(change);
        }
    }

    @Override
    public void sessionOpened(TransportName transport, int protocol) {
        count(transport, 1);
    }

    @Override
    public void upgradeEnded(boolean upgraded) {
        if (upgraded) {
            count(TransportName.POLLING, -1);
            count(TransportName.WEBSOCKET, 1);
        }
        upgrades.of(OUTCOME, upgraded ? "succeeded" : "failed").increment();
    }

    @Override
    public void sessionClosed(TransportName transport, String reason, long nanos) {
        count(transport, -1);
        sessionDurations.of("transport", tag(transport), "reason", reason).record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void requestRefused(int code) {
        refusedRequests.of("code", String.valueOf(code)).increment();
    }

    @Override
    public void packetReceived(long bytes) {
        packetsIn.increment();
        bytesIn.increment((double) bytes);
    }

    @Override
    public void messagesDropped(int count) {
        dropped.increment(count);
    }

    // ---- sockets

    @Override
    public void socketConnected(String namespace, boolean recovered) {
        connects.of(NAMESPACE, namespaces.admit(namespace), OUTCOME, recovered ? "recovered" : "accepted")
                .increment();
    }

    @Override
    public void socketRefused(String namespace, String code) {
        connects.of(NAMESPACE, namespaces.find(namespace), OUTCOME, codes.admit(code))
                .increment();
    }

    @Override
    public void socketDisconnected(String namespace, String reason) {
        disconnects.of(NAMESPACE, namespaces.admit(namespace), "reason", reason).increment();
    }

    @Override
    public void readingPaused(String namespace) {
        mailboxFull.of(NAMESPACE, namespaces.admit(namespace)).increment();
    }

    // ---- events

    @Override
    public void eventReceived(String namespace) {
        received.of(NAMESPACE, namespaces.admit(namespace)).increment();
    }

    @Override
    public void eventHandled(String namespace, String event, EventOutcome outcome, long nanos) {
        boolean listenedTo = outcome == EventOutcome.HANDLED || outcome == EventOutcome.FAILED;
        handling.of(
                        NAMESPACE,
                        namespaces.admit(namespace),
                        "event",
                        listenedTo ? events.admit(event) : events.find(event),
                        OUTCOME,
                        tag(outcome))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void emitted(String namespace, int recipients, long bytes) {
        String tag = namespaces.admit(namespace);
        emits.of(NAMESPACE, tag).increment();
        deliveries.of(NAMESPACE, tag).increment(recipients);
        bytesOut.increment((double) recipients * bytes);
    }

    @Override
    public void ackReceived(String namespace, long nanos) {
        ackLatencies.of(NAMESPACE, namespaces.admit(namespace)).record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void ackTimedOut(String namespace) {
        ackTimeouts.of(NAMESPACE, namespaces.admit(namespace)).increment();
    }

    @Override
    public void roomJoined(String namespace) {
        roomJoins.of(NAMESPACE, namespaces.admit(namespace)).increment();
    }

    @Override
    public void roomLeft(String namespace) {
        roomLeaves.of(NAMESPACE, namespaces.admit(namespace)).increment();
    }

    // ---- chat

    @Override
    public void commandHandled(String command, String code, long nanos) {
        commands.of("command", command, OUTCOME, code).record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void messageStored(String kind) {
        messages.of("kind", kind).increment();
    }

    @Override
    public void storeCalled(String operation, long nanos, @Nullable Throwable failure) {
        storeCalls
                .of("operation", operation, OUTCOME, failure == null ? "ok" : "failed")
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void onNotification(InboxItem item) {
        notifications.increment();
    }

    @Override
    public void onJoin(RoomName room, User user) {
        joins.increment();
    }

    @Override
    public void onLeave(RoomName room, User user, LeaveReason reason) {
        leaves.increment();
    }
}
