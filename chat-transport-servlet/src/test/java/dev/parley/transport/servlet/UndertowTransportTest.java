package dev.parley.transport.servlet;

import dev.parley.testkit.transport.TransportContract;
import dev.parley.testkit.transport.TransportFixture;
import dev.parley.transport.TransportHandler;
import org.junit.jupiter.api.Tag;

@Tag("any-jdk")
final class UndertowTransportTest implements TransportContract {

    @Override
    public TransportFixture start(TransportHandler handler) {
        return UndertowFixture.start(handler);
    }
}
