package dev.parley.socketio;

import dev.parley.engineio.options.EngineOptions;
import dev.parley.runtime.observe.ServerObserver;
import dev.parley.socketio.packet.JsonCodec;
import dev.parley.socketio.packet.PacketCodec;
import dev.parley.socketio.packet.PacketLimits;
import dev.parley.transport.ConnectionError;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one server; the methods of {@link SocketServerBuilder} describe them.
 *
 * @param engine as the application gave them: without a scheduler, the server has its own
 * @param codec null for {@code json}
 * @param handlerExecutor null for the server's own
 * @param answerWithin null for no guarantee, as in the reference
 * @param handlerWaitWarning null for no warning
 * @param recovery null if recovery is disabled
 * @param errorHook null for the log
 * @param connectionErrors null if nobody listens
 */
record SocketSettings(
        EngineOptions engine,
        Duration connectTimeout,
        int mailboxCapacity,
        InboundLimits inbound,
        PacketLimits limits,
        JsonCodec json,
        @Nullable PacketCodec codec,
        @Nullable Executor handlerExecutor,
        Adapter.Factory adapter,
        boolean cleanUpNamespaces,
        int maxNamespaces,
        @Nullable Duration answerWithin,
        @Nullable Duration handlerWaitWarning,
        @Nullable Recovery recovery,
        @Nullable Consumer<HandlerFailure> errorHook,
        @Nullable Consumer<ConnectionError> connectionErrors,
        List<ServerObserver> observers) {

    static final int MAILBOX_CAPACITY = 256;
    static final int MAX_NAMESPACES = 10_000;

    /**
     * How lost clients may return.
     *
     * @param window how long after its end a socket can be recovered
     * @param runMiddleware whether middleware also decide about recovered sockets
     */
    record Recovery(Duration window, boolean runMiddleware) {}

    SocketSettings {
        if (mailboxCapacity < 1) {
            throw new IllegalArgumentException("mailboxCapacity must be positive: " + mailboxCapacity);
        }
        if (maxNamespaces < 0) {
            throw new IllegalArgumentException("maxNamespaces must not be negative: " + maxNamespaces);
        }
        positive("connectTimeout", connectTimeout);
        observers = List.copyOf(observers);
    }

    static Duration positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be positive: " + value);
        }
        return value;
    }

    /** The codec of packets. */
    PacketCodec wire() {
        return codec == null ? json : codec;
    }

    /** Whether middleware decide about a client that found its socket again. */
    boolean middlewareOnRecovery() {
        return recovery != null && recovery.runMiddleware();
    }
}
