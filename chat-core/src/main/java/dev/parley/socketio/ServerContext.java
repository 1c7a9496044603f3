package dev.parley.socketio;

import dev.parley.engineio.EngineServer;
import dev.parley.engineio.fanout.FanOut;
import dev.parley.engineio.options.EngineOptions;
import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.runtime.FailureLog;
import dev.parley.runtime.MemoryBudget;
import dev.parley.runtime.UncaughtErrors;
import dev.parley.runtime.observe.ObserverGroup;
import dev.parley.runtime.observe.ServerObserver;
import dev.parley.socketio.ack.AckContext;
import dev.parley.socketio.delivery.EncodedMessages;
import dev.parley.socketio.delivery.ShardWriter;
import dev.parley.socketio.event.Args;
import dev.parley.socketio.event.Event;
import dev.parley.socketio.event.SharedSessions;
import dev.parley.socketio.inbound.AfterConnect;
import dev.parley.socketio.inbound.Backlog;
import dev.parley.socketio.inbound.EmitTick;
import dev.parley.socketio.inbound.Liveness;
import dev.parley.socketio.inbound.Mailbox;
import dev.parley.socketio.listener.ReceivedAck;
import dev.parley.socketio.packet.EncodedPacket;
import dev.parley.socketio.packet.JsonCodec;
import dev.parley.socketio.packet.JsonEvent;
import dev.parley.socketio.packet.Packet;
import dev.parley.socketio.recovery.Recovery;
import dev.parley.socketio.recovery.RecoveryLog;
import dev.parley.socketio.recovery.RecoveryOffsets;
import dev.parley.socketio.recovery.SharedRecovery;
import dev.parley.time.Scheduler;
import java.util.Base64;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** State shared by the parts of one server: time, threads, codecs, hooks. Independent of these parts. */
final class ServerContext {

    private static final int ID_BYTES = 15;
    private static final int OFFSET_BYTES = 9;

    private final Logger log;
    private final SocketSettings settings;
    private final Scheduler scheduler;
    private final Executor executor;
    private final ServerObserver observer;
    private final ShardWriter writer;
    private final AckContext acks;
    private final MemoryBudget memory;
    private final @Nullable AfterConnect afterConnect;
    private final FailureLog failures;
    private final Backlog backlog;
    private final RandomGenerator random;
    private final Liveness liveness = new Liveness();
    private volatile boolean closed;

    ServerContext(SocketSettings settings, EngineServer engine, Executor executor, Logger log) {
        this.log = log;
        this.settings = settings;
        this.scheduler = engine.scheduler();
        this.random = settings.engine().random();
        this.executor = executor;
        this.observer = ObserverGroup.of(settings.observers(), scheduler::nanoTime);
        this.memory = engine.memory();
        this.writer = new ShardWriter(engine.fanOut(), executor, scheduler::nanoTime);
        this.acks = new AckContext(scheduler, executor, memory, observer, settings.json());
        this.afterConnect = settings.engine().scheduler() == null ? new AfterConnect(scheduler) : null;
        this.failures = new FailureLog(log, scheduler::nanoTime);
        this.backlog = new Backlog(
                Runtime.getRuntime().availableProcessors(),
                scheduler,
                settings.handlerWaitWarning(),
                Backlog.warningIn(log));
    }

    SocketSettings settings() {
        return settings;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    RandomGenerator random() {
        return random;
    }

    Executor executor() {
        return executor;
    }

    ServerObserver observer() {
        return observer;
    }

    ShardWriter writer() {
        return writer;
    }

    FanOut fanOut() {
        return writer.fanOut();
    }

    AckContext acks() {
        return acks;
    }

    MemoryBudget memory() {
        return memory;
    }

    Backlog backlog() {
        return backlog;
    }

    Liveness liveness() {
        return liveness;
    }

    /** Null with an application's clock, which may stand still: listeners then run immediately. */
    @Nullable
    AfterConnect afterConnect() {
        return afterConnect;
    }

    JsonCodec json() {
        return settings.json();
    }

    Mailbox.Bounds mailboxBounds() {
        return new Mailbox.Bounds(settings.mailboxCapacity(), settings.inbound().mailboxBytes());
    }

    /** The server closes: nothing more is emitted. */
    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether clients are sent JSON. */
    boolean sendsJson() {
        return settings.wire() instanceof JsonCodec;
    }

    EncodedMessage encode(Packet packet) {
        return inTick(settings.wire().encode(sendsJson() ? packet : json().plain(packet)));
    }

    /** Only if {@link #sendsJson}. */
    EncodedMessage encode(JsonEvent event) {
        return inTick(event.encode());
    }

    private EncodedMessage inTick(EncodedPacket packet) {
        return EncodedMessages.of(packet, EmitTick.ofThread().sending(writer.clock()));
    }

    Event outgoing(Packet packet) {
        return new Event(packet.event(), Args.of(packet, json()), ReceivedAck.UNWANTED);
    }

    void report(HandlerFailure failure) {
        UncaughtErrors.reportError("a listener for " + failure.event(), failure.cause());
        Consumer<HandlerFailure> hook = settings.errorHook();
        if (hook == null) {
            failure.log(log, failures);
            return;
        }
        try {
            hook.accept(failure);
        } catch (Throwable worse) {
            log.error("The error hook failed", worse);
        }
    }

    String newSocketId() {
        return newSecret(ID_BYTES);
    }

    private String newSecret(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The recovery of one namespace, from sessions of the cluster if there are any; null if it is disabled. */
    @Nullable
    Recovery newRecovery(@Nullable SharedSessions shared) {
        SocketSettings.Recovery recovery = settings.recovery();
        if (recovery == null) {
            return null;
        }
        EngineOptions engine = settings.engine();
        RecoveryLog.Bounds bounds = new RecoveryLog.Bounds(engine.outbound(), engine.memory());
        if (shared != null) {
            return new SharedRecovery(shared, recovery.window(), bounds, scheduler, this::encode);
        }
        return new RecoveryLog(
                recovery.window(),
                RecoveryLog.grace(engine),
                bounds,
                scheduler::now,
                new RecoveryOffsets(newSecret(OFFSET_BYTES)));
    }
}
