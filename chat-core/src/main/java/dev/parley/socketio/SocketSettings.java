package dev.parley.socketio;

import dev.parley.socketio.packet.JsonCodec;
import dev.parley.socketio.packet.PacketCodec;
import dev.parley.socketio.packet.PacketLimits;
import dev.parley.transport.ConnectionError;
import dev.parley.transport.Scheduler;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What {@link SocketServerBuilder} collects beside the settings of the engine; its methods say what each means. A server has a copy
 * of its own, which nobody changes.
 */
final class SocketSettings {

    @Nullable
    Scheduler scheduler;

    Duration connectTimeout = Duration.ofSeconds(45);
    int mailboxCapacity = SocketServerBuilder.DEFAULT_MAILBOX_CAPACITY;
    InboundLimits inbound = InboundLimits.defaults();
    PacketLimits limits = PacketLimits.defaults();
    JsonCodec json = JsonCodec.standard();

    @Nullable
    Executor handlerExecutor;

    Adapter.Factory adapter = (namespace, local) -> local;
    boolean cleanUpNamespaces;
    int maxNamespaces = SocketServerBuilder.DEFAULT_MAX_NAMESPACES;

    /** Null to leave clients without an answer, as the reference does. */
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

    /** Null when recovery is off. */
    @Nullable
    Duration recoveryWindow;

    boolean middlewareOnRecovery;

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
    }

    PacketCodec codec() {
        return codec == null ? json : codec;
    }
}
