package dev.parley.conformance;

import dev.parley.testkit.transport.LocalFixture;
import dev.parley.testkit.transport.TransportFixture;
import dev.parley.transport.TransportHandler;

/** Runs a conformance suite in memory. */
public interface LocalWire extends WireFixture {

    @Override
    default TransportFixture start(TransportHandler handler) {
        return LocalFixture.start(handler);
    }
}
