package dev.parley.transport.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.transport.TransportHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Jetty;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The binding on a class path with another Jetty than its own. */
@Tag("any-jdk")
final class JettyClassPathTest {

    /** Loads the binding and Jetty once more; Jetty says that it is of another version. */
    private static final class OtherJetty extends URLClassLoader {

        private final String version;
        /** The beginning of the packages that say so. */
        private final String changed;

        OtherJetty(String version, String changed) {
            super(
                    Stream.of(
                                    JettyTransport.class,
                                    Server.class,
                                    HttpField.class,
                                    EndPoint.class,
                                    Jetty.class,
                                    WebSocketComponents.class,
                                    ServerUpgradeRequest.class)
                            .map(type ->
                                    type.getProtectionDomain().getCodeSource().getLocation())
                            .toArray(URL[]::new),
                    JettyClassPathTest.class.getClassLoader());
            this.version = version;
            this.changed = changed;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("org.eclipse.jetty.") && !name.startsWith("dev.parley.transport.jetty.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                return known != null ? known : findClass(name);
            }
        }

        @Override
        protected Package definePackage(String name, Manifest manifest, URL source) {
            return name.startsWith(changed)
                    ? definePackage(name, null, null, null, null, version, "Eclipse Jetty Project", null)
                    : super.definePackage(name, manifest, source);
        }

        /** Starts a transport and closes it; or only makes a handler. */
        void run(String method) throws Throwable {
            Object builder = loadClass(JettyTransport.class.getName())
                    .getMethod("builder")
                    .invoke(null);
            builder.getClass().getMethod("port", int.class).invoke(builder, 0);
            Object transport = builder.getClass().getMethod("build").invoke(builder);
            Method call = transport.getClass().getMethod(method, TransportHandler.class);
            try {
                call.invoke(transport, new TestHandler());
            } catch (InvocationTargetException failure) {
                throw failure.getTargetException();
            } finally {
                transport.getClass().getMethod("close").invoke(transport);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"start", "handler"})
    void transport_onAnOlderJetty_isRefused(String method) throws Exception {
        try (OtherJetty older = new OtherJetty("12.0.36", "org.eclipse.jetty.")) {
            assertThatThrownBy(() -> older.run(method))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("12.0.36")
                    .hasMessageContaining("jetty.version");
        }
    }

    /** A build may manage the versions of parts of Jetty apart. */
    @ParameterizedTest
    @ValueSource(strings = {"org.eclipse.jetty.util", "org.eclipse.jetty.server", "org.eclipse.jetty.websocket.core"})
    void start_oneArtifactIsOlder_isRefused(String part) throws Exception {
        try (OtherJetty older = new OtherJetty("12.0.36", part)) {
            assertThatThrownBy(() -> older.run("start"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("12.0.36");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"12.1.10", "12.2.0", "13.0.1"})
    void start_onThisLineOrANewerOne_works(String version) throws Throwable {
        try (OtherJetty other = new OtherJetty(version, "org.eclipse.jetty.")) {
            other.run("start");

            assertThat(other.loadClass(Jetty.class.getName())
                            .getField("VERSION")
                            .get(null))
                    .isEqualTo(version);
        }
    }
}
