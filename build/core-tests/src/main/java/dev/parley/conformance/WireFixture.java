package dev.parley.conformance;

import dev.parley.testkit.LeakCheck;
import dev.parley.testkit.transport.TransportFixture;
import dev.parley.transport.TransportHandler;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * How a conformance suite reaches the server under test. A suite is an interface of default tests over this one; a binding
 * runs it by implementing the suite and {@link #start}.
 */
@ExtendWith(LeakCheck.class)
public interface WireFixture {

    /** Starts a binding that serves {@code handler}, with a client that talks to it. */
    TransportFixture start(TransportHandler handler);
}
