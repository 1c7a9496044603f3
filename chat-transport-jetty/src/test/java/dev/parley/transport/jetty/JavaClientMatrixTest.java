package dev.parley.transport.jetty;

import dev.parley.socketio.SocketServer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The Java client, over polling, WebSocket, and polling with upgrade. */
final class JavaClientMatrixTest {

    private static final Map<String, String[]> TRANSPORTS = Map.of(
            "polling", new String[] {"polling"},
            "websocket", new String[] {"websocket"},
            "upgrade", new String[] {"polling", "websocket"});
    private static final List<String> CHECKS =
            List.of("events", "acks", "binary", "namespaces", "reconnection", "burst");

    private static final MatrixServer SERVER = MatrixServer.start(SocketServer.builder());

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @TestFactory
    List<DynamicTest> everyTransport_passesEveryCheck() {
        return tests("2.1.2", JavaClientChecks.class);
    }

    private static List<DynamicTest> tests(String version, Class<?> checks) {
        List<DynamicTest> tests = new ArrayList<>();
        for (String transport : List.of("polling", "websocket", "upgrade")) {
            for (String check : CHECKS) {
                tests.add(DynamicTest.dynamicTest(
                        version + " · " + transport + " · " + check, () -> run(checks, transport, check)));
            }
        }
        return tests;
    }

    private static void run(Class<?> checks, String transport, String check) throws Throwable {
        Object instance = checks.getConstructor(String.class, String[].class)
                .newInstance(SERVER.url(), TRANSPORTS.get(transport));
        Method method = checks.getMethod(check);
        try {
            method.invoke(instance);
        } catch (InvocationTargetException failure) {
            throw failure.getTargetException();
        }
    }
}
