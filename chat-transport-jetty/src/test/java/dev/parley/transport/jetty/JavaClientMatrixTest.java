package dev.parley.transport.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.clients.JavaClientChecks;
import dev.parley.clients.JavaMatrix;
import dev.parley.clients.MatrixServer;
import dev.parley.conformance.Line;
import dev.parley.socketio.SocketServer;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** The Java client and its predecessor, over polling, WebSocket, and polling with upgrade. */
@Tag("any-jdk")
final class JavaClientMatrixTest {

    private static final MatrixServer SERVER = JettyBinding.serve(SocketServer.builder());

    private static final Path OLD_CLIENT = Path.of("target/java-client-1.0.2");

    private static @Nullable URLClassLoader oldClient;

    @AfterAll
    static void close() throws IOException {
        SERVER.close();
        if (oldClient != null) {
            oldClient.close();
        }
    }

    @TestFactory
    @Line({36, 53, 130})
    List<DynamicTest> everyTransport_passesEveryCheck() {
        return JavaMatrix.tests(SERVER, "2.1.2", JavaClientChecks.class);
    }

    /** The client of Socket.IO 2, loaded beside the one on the class path. */
    @TestFactory
    @Line({36, 53, 130, 148, 149, 152})
    List<DynamicTest> everyTransport_oldClient_passesEveryCheck() throws Exception {
        String missing = "Maven puts the old client into " + OLD_CLIENT;
        if ("true".equals(System.getenv("CI"))) {
            assertTrue(Files.isDirectory(OLD_CLIENT), missing);
        }
        assumeTrue(Files.isDirectory(OLD_CLIENT), missing);
        List<URL> places = new ArrayList<>();
        places.add(JavaClientChecks.class.getProtectionDomain().getCodeSource().getLocation());
        try (Stream<Path> jars = Files.list(OLD_CLIENT)) {
            for (Path jar : jars.toList()) {
                places.add(jar.toUri().toURL());
            }
        }
        oldClient = new OldClientLoader(places.toArray(URL[]::new), JavaClientChecks.class.getClassLoader());
        Class<?> checks = oldClient.loadClass(JavaClientChecks.class.getName());
        assertThat(checks).isNotSameAs(JavaClientChecks.class);
        return JavaMatrix.tests(SERVER, "1.0.2", checks);
    }

    /** Loads the old client, what it needs and what tries it itself, and leaves all else to its parent. */
    private static final class OldClientLoader extends URLClassLoader {

        private static final List<String> OWN =
                List.of("io.socket.", "okhttp3.", "okio.", JavaClientChecks.class.getName());

        OldClientLoader(URL[] places, ClassLoader parent) {
            super(places, parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (OWN.stream().noneMatch(name::startsWith)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                return known != null ? known : findClass(name);
            }
        }
    }
}
