package dev.parley.transport.servlet;

import dev.parley.clients.TestCertificate;
import dev.parley.testkit.transport.TransportContract;
import dev.parley.testkit.transport.TransportFixture;
import dev.parley.transport.TransportHandler;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The contract through the connector's TLS, which reads and writes by other classes of Tomcat. */
@Tag("any-jdk")
final class TomcatSecureTransportTest implements TransportContract {

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static TestCertificate certificate;

    @BeforeAll
    static void makeCertificate() throws Exception {
        certificate = new TestCertificate(folder);
    }

    @Override
    public TransportFixture start(TransportHandler handler) {
        try {
            return TomcatFixture.startSecure(handler, certificate);
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }
}
