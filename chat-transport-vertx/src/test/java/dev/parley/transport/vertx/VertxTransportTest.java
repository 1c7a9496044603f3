package dev.parley.transport.vertx;

import dev.parley.testkit.transport.TransportContract;
import dev.parley.testkit.transport.TransportFixture;
import dev.parley.transport.TransportHandler;

final class VertxTransportTest implements TransportContract {

    @Override
    public TransportFixture start(TransportHandler handler) {
        return VertxFixture.start(handler);
    }
}
