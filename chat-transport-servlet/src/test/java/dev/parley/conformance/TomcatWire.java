package dev.parley.conformance;

import dev.parley.testkit.transport.TransportFixture;
import dev.parley.transport.TransportHandler;
import dev.parley.transport.servlet.TomcatFixture;
import org.junit.jupiter.api.Tag;

/** Runs a conformance suite over the servlet in Tomcat and real sockets. */
@Tag("any-jdk")
public interface TomcatWire extends WireFixture {

    @Override
    default TransportFixture start(TransportHandler handler) {
        return TomcatFixture.start(handler);
    }
}
