package dev.parley.testkit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * After each test: closes what the test started, and checks that nothing is left of it: no session, no timer, no held request.
 * A test class is extended with it; counts are registered with {@link #watch} on the test's own thread.
 */
public final class LeakCheck implements BeforeEachCallback, AfterEachCallback {

    private static final ThreadLocal<LeakCheck> CURRENT = new ThreadLocal<>();

    private final Map<String, IntSupplier> counts = new LinkedHashMap<>();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    /** For JUnit. */
    public LeakCheck() {}

    /**
     * Closes something after the test, the last registered first.
     *
     * @param resource what is closed
     * @param <T> its type
     * @return the resource
     * @throws IllegalStateException if the test class is not extended with this
     */
    public static <T extends AutoCloseable> T closing(T resource) {
        current().open.push(resource);
        return resource;
    }

    /**
     * Checks after the test, when everything is closed, that a count comes down to zero within seconds.
     *
     * @param what what is counted, for the message
     * @param count the count
     * @throws IllegalStateException if the test class is not extended with this
     */
    public static void watch(String what, IntSupplier count) {
        LeakCheck current = current();
        current.counts.put(what + " #" + current.counts.size(), count);
    }

    private static LeakCheck current() {
        LeakCheck current = CURRENT.get();
        if (current == null) {
            throw new IllegalStateException("the test class is not extended with LeakCheck");
        }
        return current;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        CURRENT.set(new LeakCheck());
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        LeakCheck current = current();
        CURRENT.remove();
        for (AutoCloseable resource : current.open) {
            resource.close();
        }
        if (context.getExecutionException().isEmpty()) {
            current.counts.forEach((what, count) -> Awaitility.await(what + " left after the test")
                    .pollInterval(Duration.ofMillis(2))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> count.getAsInt() == 0));
        }
    }
}
