package dev.parley.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** Runs actions at the same time, each begun a random moment late, and waits for them. */
public final class Race {

    private static final int MAX_SPINS = 2_000;
    private static final long LIMIT_MILLIS = 20_000;

    private Race() {}

    /** Fails when an action throws or does not end; {@code seeded} says how to repeat it. */
    public static void run(Random random, String seeded, Runnable... actions) throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (Runnable action : actions) {
            int spins = random.nextInt(MAX_SPINS);
            Thread thread = new Thread(() -> {
                try {
                    go.await();
                    for (int i = 0; i < spins; i++) {
                        Thread.onSpinWait();
                    }
                    action.run();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                } catch (RuntimeException | AssertionError broken) {
                    failure.set(broken);
                }
            });
            threads.add(thread);
            thread.start();
        }
        go.countDown();
        for (Thread thread : threads) {
            thread.join(LIMIT_MILLIS);
            assertThat(thread.isAlive()).as("deadlock, " + seeded).isFalse();
        }
        assertThat(failure.get()).as(seeded).isNull();
    }
}
