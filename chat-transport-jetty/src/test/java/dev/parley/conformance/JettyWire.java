package dev.parley.conformance;

import dev.parley.testkit.transport.TransportFixture;
import dev.parley.transport.TransportHandler;
import dev.parley.transport.jetty.JettyFixture;

/** Runs a conformance suite over Jetty and real sockets. */
public interface JettyWire extends WireFixture {

    @Override
    default TransportFixture start(TransportHandler handler) {
        return JettyFixture.start(handler);
    }
}
