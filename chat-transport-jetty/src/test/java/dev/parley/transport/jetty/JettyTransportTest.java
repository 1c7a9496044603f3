package dev.parley.transport.jetty;

import dev.parley.testkit.transport.TransportContract;
import dev.parley.testkit.transport.TransportFixture;
import dev.parley.transport.TransportHandler;

final class JettyTransportTest implements TransportContract {

    @Override
    public TransportFixture start(TransportHandler handler) {
        return JettyFixture.start(handler);
    }
}
