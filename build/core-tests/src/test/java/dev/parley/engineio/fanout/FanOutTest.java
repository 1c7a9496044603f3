package dev.parley.engineio.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.engineio.SessionRig;
import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.engineio.session.Session;
import dev.parley.testkit.LeakCheck;
import dev.parley.testkit.LocalWebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
final class FanOutTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void submit_idleShard_runsOnTheCaller() {
        FanOut fanOut = new FanOut(1, task -> {
            throw new AssertionError("handed over");
        });
        List<Thread> threads = new ArrayList<>();

        fanOut.submit(0, turn -> threads.add(Thread.currentThread()));

        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @Test
    void submit_forManySessions_isLeftToTheExecutor() {
        List<Runnable> handed = new ArrayList<>();
        FanOut fanOut = new FanOut(1, handed::add);
        List<String> order = new ArrayList<>();

        fanOut.submit(0, turn -> order.add("few"), Shard.INLINE_SESSIONS);
        fanOut.submit(0, turn -> order.add("many"), Shard.INLINE_SESSIONS + 1);
        fanOut.submit(0, turn -> order.add("behind"));

        assertThat(order).as("on the caller").containsExactly("few");
        assertThat(handed).hasSize(1);
        handed.remove(0).run();
        assertThat(order).containsExactly("few", "many", "behind");

        fanOut.submit(0, turn -> order.add("few again"));

        assertThat(order).as("on the caller").last().isEqualTo("few again");
        assertThat(handed).isEmpty();
    }

    @Test
    void handOver_idleShard_isLeftToTheExecutor() {
        List<Runnable> handed = new ArrayList<>();
        FanOut fanOut = new FanOut(1, handed::add);
        List<String> order = new ArrayList<>();

        fanOut.handOver(0, turn -> order.add("first"));
        fanOut.submit(0, turn -> order.add("second"));

        assertThat(order).isEmpty();
        assertThat(handed).hasSize(1);
        handed.remove(0).run();
        assertThat(order).containsExactly("first", "second");
    }

    /** Runs commands in turns of the executor's; gives the number of sends that a session gets them in. */
    private static int sendsOf(int commands, int otherOffersEach) {
        List<Runnable> handed = new ArrayList<>();
        try (SessionRig rig = new SessionRig(options -> options.executor(handed::add))) {
            rig.open();
            Session closed = rig.last();
            closed.terminate(CloseReason.FORCED_CLOSE, "");
            LocalWebSocket socket = rig.open();
            Session session = rig.last();
            int before = socket.sends();
            EncodedMessage message = EncodedMessage.of("m", List.of());
            for (int i = 0; i < commands; i++) {
                boolean first = i % Shard.BATCH_COMMANDS == 0;
                rig.server.fanOut().handOver(session.shard(), turn -> {
                    for (int j = 0; j < otherOffersEach; j++) {
                        turn.offer(closed, message, OfferMode.NORMAL, null);
                    }
                    if (first) {
                        turn.offer(session, message, OfferMode.NORMAL, null);
                    }
                });
            }
            while (!handed.isEmpty()) {
                handed.remove(0).run();
            }
            return socket.sends() - before;
        }
    }

    @Test
    void turn_ofTheExecutor_takesSmallCommandsUpToItsBounds() {
        int most = Shard.TURN_BATCHES * Shard.BATCH_COMMANDS;

        assertThat(sendsOf(most, 0)).as("all in one turn").isEqualTo(1);
        assertThat(sendsOf(most + 1, 0)).as("one command too many").isEqualTo(2);
        int offers = Shard.TURN_OFFERS / Shard.BATCH_COMMANDS;
        assertThat(sendsOf(2 * Shard.BATCH_COMMANDS, offers / 2))
                .as("half the offers in a batch")
                .isEqualTo(1);
        assertThat(sendsOf(2 * Shard.BATCH_COMMANDS, offers))
                .as("all offers in the first batch")
                .isEqualTo(2);
    }

    @Test
    void turn_whateverTheOrderOfOffers_sendsInTheOrderOfAge() {
        try (SessionRig rig = new SessionRig(options -> options.fanOutShards(1))) {
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int number = i;
                rig.open().onMessage(frame -> order.add(number));
            }
            EncodedMessage message = EncodedMessage.of("m", List.of());

            rig.server.fanOut().submit(0, turn -> {
                for (int i : new int[] {2, 0, 3, 1}) {
                    turn.offer(rig.sessions.get(i), message, OfferMode.NORMAL, null);
                }
            });

            assertThat(order).containsExactly(0, 1, 2, 3);
        }
    }

    @Test
    void submit_forManySessionsBesideAnInlineTurn_isLeftToTheExecutor() {
        List<Runnable> handed = new ArrayList<>();
        FanOut fanOut = new FanOut(1, handed::add);
        List<String> order = new ArrayList<>();

        fanOut.submit(0, turn -> {
            fanOut.submit(0, later -> order.add("many"), 1_000);
            order.add("few");
        });

        assertThat(order).as("on the caller").containsExactly("few");
        assertThat(handed).hasSize(1);
        handed.remove(0).run();
        assertThat(order).containsExactly("few", "many");
    }

    @Test
    void submit_hooksKeepTheEnginesThreads_isNotHeldUp() throws InterruptedException {
        CountDownLatch hooks = new CountDownLatch(1);
        try (SessionRig rig = new SessionRig(options -> options.executor(null))) {
            for (int i = 0; i < 64; i++) {
                rig.context.execute(() -> awaitQuietly(hooks));
            }
            CountDownLatch ran = new CountDownLatch(1);

            rig.server.fanOut().submit(0, turn -> ran.countDown(), 1_000);

            assertThat(ran.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            hooks.countDown();
        }
    }

    @Test
    void submit_insideATurn_runsAfterItInOrder() {
        FanOut fanOut = new FanOut(1, Runnable::run);
        List<String> order = new ArrayList<>();

        fanOut.submit(0, turn -> {
            fanOut.submit(0, later -> order.add("second"));
            fanOut.submit(0, later -> order.add("third"));
            order.add("first");
        });

        assertThat(order).containsExactly("first", "second", "third");
    }

    @Test
    void submit_endlessWork_isHandedToTheExecutor() {
        List<Runnable> handed = new ArrayList<>();
        FanOut fanOut = new FanOut(1, handed::add);
        AtomicInteger runs = new AtomicInteger();
        FanOutCommand[] again = new FanOutCommand[1];
        again[0] = turn -> {
            if (runs.incrementAndGet() < 1_000) {
                fanOut.submit(0, again[0]);
            }
        };

        fanOut.submit(0, again[0]);

        assertThat(runs).hasValue(Shard.INLINE_TURNS);
        assertThat(handed).hasSize(1);
        while (!handed.isEmpty()) {
            handed.remove(0).run();
        }
        assertThat(runs).hasValue(1_000);
    }

    @Test
    void submit_executorStopped_finishesOnTheCaller() {
        FanOut fanOut = new FanOut(1, task -> {
            throw new RejectedExecutionException();
        });
        AtomicInteger runs = new AtomicInteger();
        FanOutCommand[] again = new FanOutCommand[1];
        again[0] = turn -> {
            if (runs.incrementAndGet() < 100) {
                fanOut.submit(0, again[0]);
            }
        };

        fanOut.submit(0, again[0]);
        assertThat(runs).hasValue(100);

        fanOut.submit(0, turn -> runs.incrementAndGet(), 1_000);
        assertThat(runs).hasValue(101);
    }

    @Test
    void submit_commandFails_harmsNoOther() {
        FanOut fanOut = new FanOut(1, Runnable::run);
        AtomicInteger runs = new AtomicInteger();

        fanOut.submit(0, turn -> {
            fanOut.submit(0, later -> runs.incrementAndGet());
            throw new IllegalStateException("for the test");
        });

        assertThat(runs).hasValue(1);
    }

    @Test
    void submit_fullQueue_waitsForTheRunningTurn() throws InterruptedException {
        FanOut fanOut = new FanOut(1, Runnable::run);
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();
        Thread runner = new Thread(() -> fanOut.submit(0, turn -> {
            entered.countDown();
            awaitQuietly(go);
        }));
        runner.start();
        entered.await();
        for (int i = 0; i < Shard.QUEUE_CAPACITY; i++) {
            fanOut.submit(0, turn -> runs.incrementAndGet());
        }

        Thread beyond = new Thread(() -> fanOut.submit(0, turn -> runs.incrementAndGet()));
        beyond.start();

        Awaitility.await()
                .pollInterval(Duration.ofMillis(2))
                .atMost(LIMIT)
                .until(() -> beyond.getState() == Thread.State.WAITING);
        go.countDown();
        beyond.join(LIMIT.toMillis());
        runner.join(LIMIT.toMillis());
        Awaitility.await()
                .pollInterval(Duration.ofMillis(2))
                .atMost(LIMIT)
                .until(() -> runs.get() == Shard.QUEUE_CAPACITY + 1);
    }

    @Test
    void submit_fullQueueInsideATurn_neverWaits() {
        FanOut fanOut = new FanOut(2, Runnable::run);
        AtomicInteger runs = new AtomicInteger();
        int commands = 2 * Shard.QUEUE_CAPACITY;

        fanOut.submit(0, turn -> {
            for (int i = 0; i < commands; i++) {
                fanOut.submit(0, later -> runs.incrementAndGet());
            }
        });

        assertThat(runs).hasValue(commands);
    }

    @Test
    void submit_manyThreads_keepsTheOrderOfEach() throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        FanOut fanOut = new FanOut(2, pool);
        List<List<Integer>> seen = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            List<Integer> mine = Collections.synchronizedList(new ArrayList<>());
            seen.add(mine);
            int shard = t % 2;
            threads.add(new Thread(() -> {
                for (int i = 0; i < 5_000; i++) {
                    int number = i;
                    fanOut.submit(shard, turn -> mine.add(number));
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join(LIMIT.toMillis());
        }
        Awaitility.await()
                .pollInterval(Duration.ofMillis(2))
                .atMost(LIMIT)
                .until(() -> seen.stream().allMatch(list -> list.size() == 5_000));
        assertThat(seen).allSatisfy(list -> assertThat(list).isSorted());
        pool.shutdown();
    }
}
