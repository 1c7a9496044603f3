package dev.parley.conformance;

import dev.parley.testkit.transport.TransportFixture;
import dev.parley.transport.TransportHandler;
import dev.parley.transport.vertx.VertxFixture;
import org.junit.jupiter.api.Tag;

/** Runs a conformance suite over Vert.x and real sockets. */
@Tag("any-jdk")
public interface VertxWire extends WireFixture {

    @Override
    default TransportFixture start(TransportHandler handler) {
        return VertxFixture.start(handler);
    }
}
