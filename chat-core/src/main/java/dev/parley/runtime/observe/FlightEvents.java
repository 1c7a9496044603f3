package dev.parley.runtime.observe;

import dev.parley.transport.TransportName;
import java.time.Duration;
import java.util.Objects;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/**
 * Writes events to recordings of JDK Flight Recorder; see {@code docs/metrics.md} for their names. Add it to the builder of
 * a server or an engine as an observer. Unless a recording is running that wants an event, nothing is written and hardly
 * anything is done.
 *
 * <p>Requires the module {@code jdk.jfr} at run time. Immutable.
 */
@SuppressWarnings("UnusedVariable") // the recorder reads the fields of events
public final class FlightEvents implements ServerObserver {

    /** The default of {@link #of}. */
    public static final Duration SLOW = Duration.ofMillis(100);

    private static final String NAMESPACE = "Namespace";

    private final long slowNanos;

    private FlightEvents(long slowNanos) {
        this.slowNanos = slowNanos;
    }

    /**
     * Writes events, of handlers and store calls those that take {@link #SLOW} or longer.
     *
     * @return the observer
     */
    public static FlightEvents create() {
        return of(SLOW);
    }

    /**
     * Writes events, of handlers and store calls the slow ones only.
     *
     * @param slow the minimum duration of a slow one; zero for all; not negative
     * @return the observer
     * @throws IllegalArgumentException if the duration is negative
     */
    public static FlightEvents of(Duration slow) {
        Objects.requireNonNull(slow, "slow");
        if (slow.isNegative()) {
            throw new IllegalArgumentException("slow: " + slow);
        }
        return new FlightEvents(slow.toNanos());
    }

    @Override
    public void sessionOpened(TransportName transport, int protocol) {
        SessionOpened event = new SessionOpened();
        if (event.isEnabled()) {
            event.transport = transport.wireName();
            event.protocol = protocol;
            event.commit();
        }
    }

    @Override
    public void sessionClosed(TransportName transport, String reason, long nanos) {
        SessionClosed event = new SessionClosed();
        if (event.isEnabled()) {
            event.transport = transport.wireName();
            event.reason = reason;
            event.age = nanos;
            event.commit();
        }
    }

    @Override
    public void messagesDropped(int messages) {
        SlowConsumer event = new SlowConsumer();
        if (event.isEnabled()) {
            event.messages = messages;
            event.commit();
        }
    }

    @Override
    public void readingPaused(String namespace) {
        ReadingPaused event = new ReadingPaused();
        if (event.isEnabled()) {
            event.namespace = namespace;
            event.commit();
        }
    }

    @Override
    public void emitted(String namespace, int recipients, long bytes) {
        Broadcast event = new Broadcast();
        if (recipients > 1 && event.isEnabled()) {
            event.namespace = namespace;
            event.recipients = recipients;
            event.bytes = bytes;
            event.commit();
        }
    }

    @Override
    public void eventHandled(String namespace, String name, EventOutcome outcome, long nanos) {
        SlowHandler event = new SlowHandler();
        if (nanos >= slowNanos && event.isEnabled()) {
            event.namespace = namespace;
            event.event = name;
            event.outcome = outcome.name();
            event.time = nanos;
            event.commit();
        }
    }

    @Override
    public void storeCalled(String operation, long nanos, @Nullable Throwable failure) {
        StoreCall event = new StoreCall();
        if ((nanos >= slowNanos || failure != null) && event.isEnabled()) {
            event.operation = operation;
            event.failure = failure == null ? null : failure.toString();
            event.time = nanos;
            event.commit();
        }
    }

    @Name("dev.parley.SessionOpened")
    @Label("Session Opened")
    @Category("Parley")
    @StackTrace(false)
    private static final class SessionOpened extends Event {
        @Label("Transport")
        @Nullable
        String transport;

        @Label("Engine.IO Version")
        int protocol;
    }

    @Name("dev.parley.SessionClosed")
    @Label("Session Closed")
    @Category("Parley")
    @StackTrace(false)
    private static final class SessionClosed extends Event {
        @Label("Transport")
        @Nullable
        String transport;

        @Label("Reason")
        @Nullable
        String reason;

        @Label("Age")
        @Timespan(Timespan.NANOSECONDS)
        long age;
    }

    @Name("dev.parley.SlowConsumer")
    @Label("Slow Consumer")
    @Description("A client does not take its messages, and some were dropped")
    @Category("Parley")
    @StackTrace(false)
    private static final class SlowConsumer extends Event {
        @Label("Dropped Messages")
        int messages;
    }

    @Name("dev.parley.ReadingPaused")
    @Label("Reading Paused")
    @Description("A client sends faster than its events are handled")
    @Category("Parley")
    @StackTrace(false)
    private static final class ReadingPaused extends Event {
        @Label(NAMESPACE)
        @Nullable
        String namespace;
    }

    @Name("dev.parley.Broadcast")
    @Label("Broadcast")
    @Description("An event for more than one socket")
    @Category("Parley")
    @StackTrace(false)
    @Enabled(false)
    private static final class Broadcast extends Event {
        @Label(NAMESPACE)
        @Nullable
        String namespace;

        @Label("Recipients")
        int recipients;

        @Label("Size")
        @Description("Of the encoded event, counted once")
        @DataAmount
        long bytes;
    }

    @Name("dev.parley.SlowHandler")
    @Label("Slow Handler")
    @Description("Middleware and listeners of an event took long")
    @Category("Parley")
    @StackTrace(false)
    private static final class SlowHandler extends Event {
        @Label(NAMESPACE)
        @Nullable
        String namespace;

        @Label("Event")
        @Nullable
        String event;

        @Label("Outcome")
        @Nullable
        String outcome;

        @Label("Time")
        @Timespan(Timespan.NANOSECONDS)
        long time;
    }

    @Name("dev.parley.StoreCall")
    @Label("Store Call")
    @Description("A call of the message store took long or failed")
    @Category("Parley")
    @StackTrace(false)
    private static final class StoreCall extends Event {
        @Label("Operation")
        @Nullable
        String operation;

        @Label("Failure")
        @Nullable
        String failure;

        @Label("Time")
        @Timespan(Timespan.NANOSECONDS)
        long time;
    }
}
