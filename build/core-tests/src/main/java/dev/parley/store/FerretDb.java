package dev.parley.store;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import org.awaitility.Awaitility;

/** FerretDB, another implementation of MongoDB's protocol than its own and than the emulator, named by the environment. */
public final class FerretDb {

    /** The environment variable with a connection string of one server. */
    public static final String VARIABLE = "PARLEY_FERRETDB_URL";

    private static final int DEFAULT_PORT = 27_017;

    /** It may be compiled while the first tests run. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private static volatile boolean missing;

    private FerretDb() {}

    /** Whether there is one, or is going to be. */
    public static boolean isNamed() {
        String uri = System.getenv(VARIABLE);
        return uri != null && !uri.isBlank();
    }

    /**
     * Its connection string, once it takes connections. Without one the test is skipped, with its reason. One that does not come is waited for
     * once.
     */
    public static String awaited() {
        assumeTrue(isNamed(), "needs FerretDB: .ci/run builds it where Go is present, or set " + VARIABLE);
        String uri = System.getenv(VARIABLE);
        URI address = URI.create(uri);
        assertFalse(missing, "FerretDB does not take connections");
        missing = true;
        Awaitility.await("FerretDB at " + VARIABLE)
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> takesConnections(address));
        missing = false;
        return uri;
    }

    private static boolean takesConnections(URI address) {
        int port = address.getPort() < 0 ? DEFAULT_PORT : address.getPort();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.getHost(), port), 1_000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }
}
