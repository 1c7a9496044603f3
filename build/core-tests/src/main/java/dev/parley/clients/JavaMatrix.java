package dev.parley.clients;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;

/** Checks with a Java client, over polling, WebSocket, and polling with upgrade. */
public final class JavaMatrix {

    private static final Map<String, String[]> TRANSPORTS = Map.of(
            "polling", new String[] {"polling"},
            "websocket", new String[] {"websocket"},
            "upgrade", new String[] {"polling", "websocket"});
    private static final List<String> CHECKS =
            List.of("events", "acks", "binary", "namespaces", "reconnection", "burst", "ending", "kick");

    private JavaMatrix() {}

    /**
     * Every check on every transport.
     *
     * @param version the client's version
     * @param checks {@link JavaClientChecks}, loaded with that client
     */
    public static List<DynamicTest> tests(MatrixServer server, String version, Class<?> checks) {
        List<DynamicTest> tests = new ArrayList<>();
        for (String transport : List.of("polling", "websocket", "upgrade")) {
            for (String check : CHECKS) {
                tests.add(DynamicTest.dynamicTest(
                        version + " · " + transport + " · " + check,
                        () -> run(server.url(), checks, transport, check)));
            }
        }
        return tests;
    }

    private static void run(String url, Class<?> checks, String transport, String check) throws Throwable {
        Object instance =
                checks.getConstructor(String.class, String[].class).newInstance(url, TRANSPORTS.get(transport));
        Method method = checks.getMethod(check);
        try {
            method.invoke(instance);
        } catch (InvocationTargetException failure) {
            throw failure.getTargetException();
        }
    }
}
