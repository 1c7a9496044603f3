package dev.parley.transport.servlet;

import dev.parley.testkit.transport.TransportContract;
import dev.parley.testkit.transport.TransportFixture;
import dev.parley.transport.TransportHandler;

final class TomcatTransportTest implements TransportContract {

    @Override
    public TransportFixture start(TransportHandler handler) {
        return TomcatFixture.start(handler);
    }
}
