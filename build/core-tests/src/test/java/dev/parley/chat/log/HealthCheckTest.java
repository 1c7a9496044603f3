package dev.parley.chat.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.StoreException;
import dev.parley.testkit.ManualScheduler;
import dev.parley.testkit.fault.FaultInjector;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

final class HealthCheckTest {

    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final ManualScheduler scheduler = new ManualScheduler();
    private final FaultInjector faults = FaultInjector.around(InMemoryMessageStore.create());

    @Test
    void health_storeThrowsForTwoMinutes_isALineAMinute() {
        HealthCheck check = new HealthCheck(faults.store(), scheduler, () -> false, logger());
        faults.breakDown("health", StoreException.Category.INTERNAL);

        for (int second = 0; second < 120; second++) {
            assertThat(check.health().join().up()).isFalse();
            scheduler.advance(Duration.ofSeconds(1));
        }

        assertThat(faults.calls("health")).isEqualTo(120);
        assertThat(warnings).hasSize(2).allMatch(text -> text.contains("the store could not report its health"));
    }

    /** Keeps what is warned of. */
    private Logger logger() {
        return (Logger) Proxy.newProxyInstance(
                Logger.class.getClassLoader(), new Class<?>[] {Logger.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("warn")) {
                        warnings.add(
                                arguments[1] instanceof Object[] values
                                        ? String.valueOf(values[0])
                                        : String.valueOf(arguments[1]));
                    }
                    return null;
                });
    }
}
