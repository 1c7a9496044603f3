package dev.parley.runtime.observe;

import dev.parley.runtime.FailureLog;
import dev.parley.runtime.UncaughtErrors;
import dev.parley.transport.TransportName;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Combines several observers. If one throws, the failure is logged and the others are still notified. Thread-safe and
 * immutable.
 */
public final class ObserverGroup implements ServerObserver {

    private static final Logger LOG = LoggerFactory.getLogger(ServerObserver.class);

    private final List<ServerObserver> observers;
    private final FailureLog failures;
    private final ServerTracer tracer;

    private ObserverGroup(List<ServerObserver> observers, LongSupplier nanoTime) {
        this.observers = observers;
        this.failures = new FailureLog(LOG, nanoTime);
        this.tracer = onlyTracer(observers);
    }

    /**
     * Returns an observer that notifies others, in order.
     *
     * @param observers the observers
     * @param nanoTime a monotonic clock in nanoseconds, for the log
     * @return the group; {@link ServerObserver#NOOP} if there is none to notify
     * @throws IllegalArgumentException if more than one of them has a tracer
     */
    public static ServerObserver of(List<? extends ServerObserver> observers, LongSupplier nanoTime) {
        List<ServerObserver> notified = observers.stream()
                .filter(observer -> observer != NOOP)
                .<ServerObserver>map(observer -> observer)
                .toList();
        return notified.isEmpty() ? NOOP : new ObserverGroup(notified, nanoTime);
    }

    private static ServerTracer onlyTracer(List<ServerObserver> observers) {
        List<ServerTracer> tracers = observers.stream()
                .map(ServerObserver::tracer)
                .filter(tracer -> tracer != ServerTracer.NOOP)
                .toList();
        if (tracers.size() > 1) {
            throw new IllegalArgumentException(tracers.size() + " observers with a tracer: " + tracers);
        }
        return tracers.isEmpty() ? ServerTracer.NOOP : tracers.get(0);
    }

    @Override
    public ServerTracer tracer() {
        return tracer;
    }

    private void each(Consumer<ServerObserver> call) {
        for (ServerObserver observer : observers) {
            try {
                call.accept(observer);
            } catch (Throwable failure) {
                failures.warn("an observer of the server failed", failure);
                UncaughtErrors.reportError("an observer of the server", failure);
            }
        }
    }

    @Override
    public void sessionOpened(TransportName transport, int protocol) {
        each(observer -> observer.sessionOpened(transport, protocol));
    }

    @Override
    public void upgradeEnded(boolean upgraded) {
        each(observer -> observer.upgradeEnded(upgraded));
    }

    @Override
    public void sessionClosed(TransportName transport, String reason, long nanos) {
        each(observer -> observer.sessionClosed(transport, reason, nanos));
    }

    @Override
    public void requestRefused(int code) {
        each(observer -> observer.requestRefused(code));
    }

    @Override
    public void packetReceived(long bytes) {
        each(observer -> observer.packetReceived(bytes));
    }

    @Override
    public void messagesDropped(int messages) {
        each(observer -> observer.messagesDropped(messages));
    }

    @Override
    public void socketConnected(String namespace, boolean recovered) {
        each(observer -> observer.socketConnected(namespace, recovered));
    }

    @Override
    public void socketRefused(String namespace, String code) {
        each(observer -> observer.socketRefused(namespace, code));
    }

    @Override
    public void socketDisconnected(String namespace, String reason) {
        each(observer -> observer.socketDisconnected(namespace, reason));
    }

    @Override
    public void readingPaused(String namespace) {
        each(observer -> observer.readingPaused(namespace));
    }

    @Override
    public void eventReceived(String namespace) {
        each(observer -> observer.eventReceived(namespace));
    }

    @Override
    public void eventHandled(String namespace, String event, EventOutcome outcome, long nanos) {
        each(observer -> observer.eventHandled(namespace, event, outcome, nanos));
    }

    @Override
    public void emitted(String namespace, int recipients, long bytes) {
        each(observer -> observer.emitted(namespace, recipients, bytes));
    }

    @Override
    public void ackReceived(String namespace, long nanos) {
        each(observer -> observer.ackReceived(namespace, nanos));
    }

    @Override
    public void ackTimedOut(String namespace) {
        each(observer -> observer.ackTimedOut(namespace));
    }

    @Override
    public void roomJoined(String namespace) {
        each(observer -> observer.roomJoined(namespace));
    }

    @Override
    public void roomLeft(String namespace) {
        each(observer -> observer.roomLeft(namespace));
    }

    @Override
    public void commandHandled(String command, String code, long nanos) {
        each(observer -> observer.commandHandled(command, code, nanos));
    }

    @Override
    public void messageStored(String kind) {
        each(observer -> observer.messageStored(kind));
    }

    @Override
    public void storeCalled(String operation, long nanos, @Nullable Throwable failure) {
        each(observer -> observer.storeCalled(operation, nanos, failure));
    }
}
