package dev.parley.transport.jetty;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Jetty;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The version of Jetty on the class path, which dependency management, such as Spring Boot's, may change from the one
 * this binding was built with.
 *
 * <p>Older versions are rejected, because WebSockets hang on them. On newer ones the binding works without what goes
 * beyond Jetty's documented interfaces ({@link DirectReads}, {@link FrameTrain}).
 */
enum JettyVersion {
    EXPECTED,
    NEWER;

    private static final Logger LOG = LoggerFactory.getLogger(JettyTransport.class);
    private static final String VENDOR = "Eclipse Jetty Project";
    private static final int MAJOR = 12;
    private static final int MINOR = 1;
    private static final Pattern LINE = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\..*");

    /**
     * Detects the version on the class path.
     *
     * @throws IllegalStateException if it is older than 12.1
     */
    static JettyVersion present() {
        return Stream.of(
                        Jetty.VERSION,
                        declared(Server.class.getPackage()),
                        declared(WebSocketComponents.class.getPackage()))
                .distinct()
                .map(JettyVersion::of)
                .reduce(EXPECTED, (one, other) -> one == NEWER ? one : other);
    }

    private static @Nullable String declared(Package part) {
        return declared(part.getImplementationVendor(), part.getImplementationVersion());
    }

    /** In a fat jar the manifest has the application's version: then Jetty's is unknown. */
    static @Nullable String declared(@Nullable String vendor, @Nullable String version) {
        return VENDOR.equals(vendor) ? version : null;
    }

    /** Null if Jetty does not declare its version; treated as the expected one. */
    static JettyVersion of(@Nullable String version) {
        if (version == null) {
            return EXPECTED;
        }
        Matcher line = LINE.matcher(version);
        if (!line.matches()) {
            LOG.warn("Jetty {} is not known: fast paths are off", version);
            return NEWER;
        }
        int distance = compare(Integer.parseInt(line.group(1)), Integer.parseInt(line.group(2)));
        if (distance < 0) {
            throw new IllegalStateException("Parley needs Jetty 12.1, but Jetty " + version
                    + " is on the class path; set the version that your build manages for Jetty to 12.1.10 or later"
                    + " (with Spring Boot the property jetty.version)");
        }
        if (distance > 0) {
            LOG.warn("Jetty {} is newer than the 12.1 that Parley was built with: fast paths are off", version);
        }
        return distance == 0 ? EXPECTED : NEWER;
    }

    private static int compare(int major, int minor) {
        return major == MAJOR ? Integer.compare(minor, MINOR) : Integer.compare(major, MAJOR);
    }
}
