package dev.parley.chat;

import static dev.parley.chat.ChatFixture.fields;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.log.StoreThreads;
import dev.parley.chat.policy.Authorizer;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.ChatListener;
import dev.parley.chat.policy.LeaveReason;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.RoomMode;
import dev.parley.chat.room.ChatConnection;
import dev.parley.chat.room.LiveRoom;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/**
 * Connections that are refused or cut at every step of their commands: afterwards nobody is in a room who has no connection
 * there, and nothing of a connection that has ended is left. The seed is printed; {@code -Dparley.stress.seed=N} repeats it and
 * {@code -Dparley.stress.rounds=N} makes it longer.
 */
@NullUnmarked
final class MembershipStressTest {

    private static final int ROUNDS = Integer.getInteger("parley.stress.rounds", 300);
    private static final long SEED =
            Long.getLong("parley.stress.seed", ThreadLocalRandom.current().nextLong());
    private static final int MAX_SPINS = 20_000;
    private static final List<String> USERS = List.of("alice", "bob", "carol");
    private static final List<String> ROOMS = List.of("java", "C#", "a&b", "go", "rust");

    /** Runs tasks one at a time, in an order that the seed decides. */
    private static final class Shuffle implements Executor {

        private final List<Runnable> tasks = new ArrayList<>();
        private final Random random;
        private boolean over;

        Shuffle(Random random) {
            this.random = random;
        }

        @Override
        public void execute(Runnable task) {
            if (!keep(task)) {
                task.run();
            }
        }

        private synchronized boolean keep(Runnable task) {
            return !over && tasks.add(task);
        }

        /** Runs what comes from now on at once, so that the engine can be closed. */
        void end() {
            synchronized (this) {
                over = true;
            }
            run(Integer.MAX_VALUE);
        }

        private synchronized Runnable take() {
            return tasks.isEmpty() ? null : tasks.remove(random.nextInt(tasks.size()));
        }

        void run(int count) {
            for (int i = 0; i < count; i++) {
                Runnable task = take();
                if (task == null) {
                    return;
                }
                task.run();
            }
        }
    }

    /** Counts arrivals and departures. */
    private static final class Counter implements ChatListener {
        private final AtomicInteger joins = new AtomicInteger();
        private final AtomicInteger leaves = new AtomicInteger();

        @Override
        public void onJoin(RoomName room, User user) {
            joins.incrementAndGet();
        }

        @Override
        public void onLeave(RoomName room, User user, LeaveReason reason) {
            leaves.incrementAndGet();
        }
    }

    private static ChatLimits limits() {
        return ChatFixture.LIMITS.with(Limit.CONNECTIONS_PER_USER, 2);
    }

    /** Who is in which room, once by the rooms and once by the connections. */
    private static void assertAgreement(ChatFixture chat, Counter counter, String seed) {
        Set<String> members = new HashSet<>();
        for (LiveRoom room : chat.engine().assembly().rooms().live()) {
            room.people().forEach(user -> members.add(user.id().value() + " in " + room.name()));
        }
        Set<String> connected = new HashSet<>();
        for (ChatConnection connection : chat.engine().assembly().sessions().all()) {
            connection
                    .rooms()
                    .forEach(room -> connected.add(connection.user().id().value() + " in " + room));
        }
        assertThat(members).as(seed).isEqualTo(connected);
        assertThat(counter.joins.get() - counter.leaves.get()).as(seed).isEqualTo(members.size());
    }

    private static void assertNothingLeft(ChatFixture chat, Counter counter, String seed) {
        assertAgreement(chat, counter, seed);
        ChatEngine engine = chat.engine();
        assertThat(engine.liveRooms()).as(seed).isZero();
        assertThat(engine.onlineUsers()).as(seed).isZero();
        assertThat(engine.connections()).as(seed).isZero();
    }

    private static void command(TestClient client, Random random) {
        String room = ROOMS.get(random.nextInt(ROOMS.size()));
        String user = USERS.get(random.nextInt(USERS.size()));
        switch (random.nextInt(14)) {
            case 0 -> client.emit("leaveRoom", room);
            case 1 -> client.emit("chatMessage", fields("room", room, "text", "hi"));
            case 2 -> client.emit("typing", room);
            case 3 -> client.emit("markRead", fields("room", room, "seq", 1));
            case 4 -> client.emit("subscribe", fields("entity", "project:1"));
            case 5 -> client.emit("setStatus", fields("status", random.nextBoolean() ? "invisible" : "away"));
            case 6 -> client.emit("privateMessage", fields("to", user, "text", "psst"));
            case 7 -> client.emit("getPresence", fields("users", USERS, "watch", true));
            case 8 -> client.emit("moderate", fields("room", room, "action", "kick", "user", user));
            default -> client.emit("joinRoom", room);
        }
    }

    @Test
    void commands_ofConnectionsCutAndRefusedAtEveryStep_leaveNobodyBehind() {
        System.out.println("MembershipStressTest seed " + SEED);
        for (int round = 0; round < ROUNDS; round++) {
            round(SEED + round);
        }
    }

    private void round(long seed) {
        String seeded = "seed " + seed;
        Random random = new Random(seed);
        Shuffle shuffle = new Shuffle(random);
        Counter counter = new Counter();
        RoomMode mode = random.nextBoolean() ? RoomMode.MULTI : RoomMode.EXCLUSIVE;
        try (ChatFixture chat = new ChatFixture(
                builder -> builder.roomMode(mode)
                        .limits(limits())
                        .listener(counter)
                        .authorizer(everybody()),
                shuffle,
                new StoreThreads(shuffle, shuffle))) {
            List<TestClient> clients = new ArrayList<>();
            for (int step = 0; step < 120; step++) {
                step(chat, clients, random, shuffle);
            }
            eventually(seeded, () -> {
                settle(chat, shuffle);
                assertAgreement(chat, counter, seeded);
            });
            clients.forEach(random.nextBoolean() ? TestClient::drop : TestClient::leave);
            eventually(seeded, () -> {
                settle(chat, shuffle);
                assertNothingLeft(chat, counter, seeded);
            });
            shuffle.end();
        }
    }

    /** What the engine's own threads carry may come a little later. */
    private static void eventually(String seed, ThrowingRunnable assertion) {
        Awaitility.await(seed)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(assertion);
    }

    private static Authorizer everybody() {
        return new Authorizer() {
            @Override
            public boolean maySubscribe(User user, String entity) {
                return true;
            }

            @Override
            public boolean mayModerate(User user, RoomName room) {
                return true;
            }
        };
    }

    private static void step(ChatFixture chat, List<TestClient> clients, Random random, Shuffle shuffle) {
        int choice = random.nextInt(20);
        if (choice < 4 || clients.isEmpty()) {
            String id = USERS.get(random.nextInt(USERS.size()));
            int commands = random.nextInt(4);
            clients.add(chat.client(Map.of("token", id + ":" + id, "profile", "canonical"), client -> {
                for (int i = 0; i < commands; i++) {
                    command(client, random);
                }
            }));
        } else if (choice < 7) {
            TestClient gone = clients.remove(random.nextInt(clients.size()));
            if (random.nextBoolean()) {
                gone.drop();
            } else {
                gone.leave();
            }
        } else if (choice < 12) {
            command(clients.get(random.nextInt(clients.size())), random);
        } else if (choice == 12) {
            chat.engine().user(USERS.get(random.nextInt(USERS.size()))).disconnect("away with you");
        } else if (choice == 13) {
            chat.advance(Duration.ofMillis(random.nextInt(4_000)));
        } else {
            shuffle.run(random.nextInt(12));
        }
    }

    private static void settle(ChatFixture chat, Shuffle shuffle) {
        for (int i = 0; i < 4; i++) {
            shuffle.run(Integer.MAX_VALUE);
            chat.advance(Duration.ofSeconds(4));
        }
        shuffle.run(Integer.MAX_VALUE);
    }

    @Test
    void commands_ofConnectionsCutByManyThreads_leaveNobodyBehind() throws Exception {
        System.out.println("MembershipStressTest threads, seed " + SEED);
        ExecutorService handlers = Executors.newFixedThreadPool(4);
        ExecutorService store = Executors.newFixedThreadPool(3);
        ExecutorService drivers = Executors.newFixedThreadPool(4);
        Counter counter = new Counter();
        try (ChatFixture chat = new ChatFixture(
                builder -> builder.roomMode(RoomMode.MULTI)
                        .limits(limits())
                        .listener(counter)
                        .authorizer(everybody()),
                handlers,
                new StoreThreads(store, store))) {
            List<Future<?>> running = new ArrayList<>();
            for (int driver = 0; driver < 4; driver++) {
                Random random = new Random(SEED + driver);
                running.add(drivers.submit(() -> drive(chat, random)));
            }
            for (Future<?> one : running) {
                one.get(120, TimeUnit.SECONDS);
            }
            eventually("seed " + SEED, () -> {
                chat.advance(Duration.ofSeconds(5));
                assertNothingLeft(chat, counter, "seed " + SEED);
            });
        } finally {
            drivers.shutdown();
            handlers.shutdown();
            store.shutdown();
        }
    }

    private static void drive(ChatFixture chat, Random random) {
        for (int i = 0; i < ROUNDS * 4; i++) {
            String id = USERS.get(random.nextInt(USERS.size()));
            Random own = new Random(random.nextLong());
            TestClient client = chat.client(Map.of("token", id + ":" + id, "profile", "canonical"), connected -> {
                for (int commands = own.nextInt(6); commands > 0; commands--) {
                    command(connected, own);
                }
            });
            for (int spins = random.nextInt(MAX_SPINS); spins > 0; spins--) {
                Thread.onSpinWait();
            }
            if (random.nextBoolean()) {
                client.drop();
            } else {
                client.leave();
                client.drop();
            }
        }
    }
}
