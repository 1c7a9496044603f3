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
 * Which Jetty is on the class path. Dependency management, as Spring Boot's, may put another there than the one this binding was
 * built with.
 *
 * <p>Older lines are refused, because WebSockets hang on them. On newer ones the binding works without what goes beyond Jetty's
 * documented interfaces ({@link DirectReads}, {@link FrameTrain}).
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
     * The version on the class path.
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

    /** In one jar of an application and all that it needs, the manifest has the application's version: then Jetty's is unknown. */
    static @Nullable String declared(@Nullable String vendor, @Nullable String version) {
        return VENDOR.equals(vendor) ? version : null;
    }

    /** Null is a part of Jetty that does not say; it counts as expected. */
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
