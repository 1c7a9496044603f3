package dev.parley.socketio;

import dev.parley.engineio.options.EngineOptions;
import dev.parley.runtime.observe.ServerObserver;
import dev.parley.socketio.packet.JsonCodec;
import dev.parley.socketio.packet.PacketCodec;
import dev.parley.socketio.packet.PacketLimits;
import dev.parley.socketio.recovery.RecoveryLog;
import dev.parley.socketio.recovery.RecoveryOffsets;
import dev.parley.time.Scheduler;
import dev.parley.transport.ConnectionError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings that {@link SocketServerBuilder} collects besides those of the engine; its methods describe them. A
 * server has its own copy, which is never modified.
 */
final class SocketSettings {

    static final int MAILBOX_CAPACITY = 256;
    static final int MAX_NAMESPACES = 10_000;

    @Nullable
    Scheduler scheduler;

    Duration connectTimeout = Duration.ofSeconds(45);
    int mailboxCapacity = MAILBOX_CAPACITY;
    InboundLimits inbound = InboundLimits.defaults();
    PacketLimits limits = PacketLimits.defaults();
    JsonCodec json = JsonCodec.standard();

    @Nullable
    Executor handlerExecutor;

    Adapter.Factory adapter = (namespace, local) -> local;
    boolean cleanUpNamespaces;
    int maxNamespaces = MAX_NAMESPACES;

    /** Null for no guarantee, as in the reference. */
    @Nullable
    Duration answerWithin;

    /** Null for no warning. */
    @Nullable
    Duration handlerWaitWarning = Duration.ofSeconds(1);

    @Nullable
    Consumer<HandlerFailure> errorHook;

    @Nullable
    Consumer<ConnectionError> connectionErrors;

    /** Null for {@code json}. */
    @Nullable
    PacketCodec codec;

    /** Null if recovery is disabled. */
    @Nullable
    Duration recoveryWindow;

    boolean middlewareOnRecovery;
    final List<ServerObserver> observers = new ArrayList<>();

    SocketSettings() {}

    SocketSettings(SocketSettings other) {
        scheduler = other.scheduler;
        connectTimeout = other.connectTimeout;
        mailboxCapacity = other.mailboxCapacity;
        inbound = other.inbound;
        limits = other.limits;
        json = other.json;
        handlerExecutor = other.handlerExecutor;
        adapter = other.adapter;
        cleanUpNamespaces = other.cleanUpNamespaces;
        maxNamespaces = other.maxNamespaces;
        answerWithin = other.answerWithin;
        handlerWaitWarning = other.handlerWaitWarning;
        errorHook = other.errorHook;
        connectionErrors = other.connectionErrors;
        codec = other.codec;
        recoveryWindow = other.recoveryWindow;
        middlewareOnRecovery = other.middlewareOnRecovery;
        observers.addAll(other.observers);
    }

    void check() {
        if (mailboxCapacity < 1) {
            throw new IllegalArgumentException("mailboxCapacity must be positive: " + mailboxCapacity);
        }
        if (maxNamespaces < 0) {
            throw new IllegalArgumentException("maxNamespaces must not be negative: " + maxNamespaces);
        }
        positive("connectTimeout", connectTimeout);
    }

    static Duration positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be positive: " + value);
        }
        return value;
    }

    /** A log for one namespace; null if recovery is disabled. */
    @Nullable
    RecoveryLog newRecoveryLog(EngineOptions engine, Scheduler time, Supplier<String> secrets) {
        Duration window = recoveryWindow;
        if (window == null) {
            return null;
        }
        return new RecoveryLog(
                window,
                RecoveryLog.grace(engine),
                new RecoveryLog.Bounds(engine.outbound(), engine.memory()),
                time::now,
                new RecoveryOffsets(secrets.get()));
    }

    PacketCodec codec() {
        return codec == null ? json : codec;
    }
}
