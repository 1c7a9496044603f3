package dev.parley.transport.servlet;

import dev.parley.transport.TransportContract;
import dev.parley.transport.TransportFixture;
import dev.parley.transport.TransportHandler;

final class TomcatTransportTest implements TransportContract {

    @Override
    public TransportFixture start(TransportHandler handler) {
        return TomcatFixture.start(handler);
    }
}
