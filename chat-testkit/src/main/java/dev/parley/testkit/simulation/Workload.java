package dev.parley.testkit.simulation;

import dev.parley.model.Entry;
import dev.parley.model.RoomName;
import dev.parley.store.MessageStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** What happens in a run, and whether all is well after it. One thread. */
final class Workload {

    private static final List<SimulatedFault> FAULTS = List.copyOf(EnumSet.allOf(SimulatedFault.class));
    private static final int STEP_MILLIS = 150;
    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(60);
    private static final Duration AFTER_THAT = Duration.ofSeconds(25);
    /** How long a command that was sent before the connection was lost may still be carried out. */
    private static final long IN_FLIGHT_NANOS = Duration.ofSeconds(75).toNanos();

    private final World world;
    private final SimulatedNodes nodes;
    private final Ledger ledger;
    private final MessageStore store;
    private final RandomGenerator random;
    private final List<String> rooms = new ArrayList<>();
    private final List<SimulatedClient> clients = new ArrayList<>();
    private final SimulatedClient moderator;
    /** When a mute that was wanted to end may last have ended. */
    private final Map<String, Long> unmuting = new HashMap<>();

    /** How many take part. */
    record Size(int clients, int rooms) {}

    Workload(World world, SimulatedNodes nodes, Ledger ledger, MessageStore store, Size size) {
        this.world = world;
        this.nodes = nodes;
        this.ledger = ledger;
        this.store = store;
        this.random = world.random("workload");
        for (int i = 1; i <= size.rooms(); i++) {
            rooms.add("r" + i);
        }
        for (int i = 1; i <= size.clients(); i++) {
            clients.add(new SimulatedClient(world, ledger, "u" + i, nodes::any));
        }
        moderator = new SimulatedClient(world, ledger, SimulatedClient.MODERATOR, nodes::any);
        clients.add(moderator);
    }

    void run(Duration activity) {
        for (SimulatedClient client : clients) {
            client.connect();
            rooms.forEach(room -> {
                if (client == moderator || random.nextInt(3) > 0) {
                    client.join(room);
                }
            });
        }
        long end = world.nanos() + activity.toNanos();
        while (world.nanos() < end && !world.isViolated()) {
            step();
            world.clock().advance(Duration.ofMillis(random.nextInt(STEP_MILLIS)));
        }
        settle();
        if (!world.isViolated()) {
            compare();
            compareNodes();
            comparePresence();
            ledger.check(store, rooms);
        }
    }

    private void step() {
        SimulatedClient client = clients.get(random.nextInt(clients.size()));
        String room = rooms.get(random.nextInt(rooms.size()));
        int drawn = random.nextInt(100);
        if (drawn < 50) {
            if (client.rooms().containsKey(room)) {
                client.say(room);
            }
        } else if (drawn < 65) {
            client.change(room);
        } else if (drawn < 70) {
            client.repeat();
        } else if (drawn < 75) {
            client.join(room);
        } else if (drawn < 78) {
            if (client != moderator) {
                client.leaveRoom(room);
            }
        } else if (drawn < 83) {
            moderate(room);
        } else if (drawn < 90) {
            disturb();
        } else {
            client.comeBack();
        }
    }

    private void moderate(String room) {
        SimulatedClient whom = clients.get(random.nextInt(clients.size()));
        if (whom == moderator || !moderator.isConnected()) {
            return;
        }
        String key = room + ' ' + whom.user();
        if (random.nextBoolean()) {
            moderator.moderate(room, "mute", whom.user(), () -> {
                if (world.nanos() >= unmuting.getOrDefault(key, 0L)) {
                    ledger.muted(room, whom.user());
                }
            });
        } else {
            unmuting.put(key, world.nanos() + IN_FLIGHT_NANOS);
            ledger.unmuted(room, whom.user());
            moderator.moderate(room, "unmute", whom.user(), () -> unmuting.remove(key));
        }
    }

    private void disturb() {
        SimulatedFault fault = FAULTS.get(random.nextInt(FAULTS.size()));
        List<SimulatedNode> serving = nodes.serving();
        if (!world.has(fault) || serving.isEmpty()) {
            return;
        }
        SimulatedNode node = serving.get(random.nextInt(serving.size()));
        switch (fault) {
            case PARTITION -> partition(node);
            case NODE_DEATH -> {
                if (serving.size() == 1) {
                    nodes.startOne();
                } else if (random.nextInt(3) == 0) {
                    node.run(node::leave);
                } else {
                    node.kill("without a word");
                }
                world.after(Duration.ofMillis(random.nextInt(20_000)), nodes::startOne);
            }
            case NODE_PAUSE -> node.stop(Duration.ofMillis(random.nextInt(25_000)));
            case CLOCK_STEP -> node.step(Duration.ofMillis(random.nextInt(7_200_000) - 3_600_000));
            case DISCONNECT -> {
                SimulatedClient client = clients.get(random.nextInt(clients.size()));
                if (random.nextBoolean()) {
                    client.abandon("network");
                } else {
                    client.leave(Duration.ofMillis(random.nextInt(20_000)));
                }
            }
            default -> {
                // Hints and stores fail by themselves.
            }
        }
    }

    private void partition(SimulatedNode node) {
        world.say(node.life(), "! is cut off");
        world.count("partitions");
        node.cluster().cut();
        boolean reported = random.nextBoolean();
        world.after(Duration.ofMillis(random.nextInt(15_000)), () -> {
            world.say(node.life(), "! is no longer cut off" + (reported ? ", and knows it" : ""));
            node.cluster().mend(reported);
        });
    }

    /** Nothing goes wrong any more: everybody comes back, and what is under way comes to its end. */
    private void settle() {
        world.calm();
        world.say("!", "calm");
        nodes.startAll();
        long latest = world.nanos() + SETTLED_WITHIN.toNanos();
        while (!world.isViolated() && world.nanos() < latest && !isSettled()) {
            clients.forEach(SimulatedClient::comeBack);
            world.clock().advance(Duration.ofSeconds(1));
        }
        world.clock().advance(AFTER_THAT);
        if (!world.isViolated() && !isSettled()) {
            SimulatedClient waiting = clients.stream()
                    .filter(client -> !client.isSettled())
                    .findFirst()
                    .orElseThrow();
            world.violated(waiting.user() + " still waits for something", waiting.user());
        }
    }

    private boolean isSettled() {
        return clients.stream().allMatch(SimulatedClient::isSettled);
    }

    private void compare() {
        Map<String, List<Entry>> logs = new HashMap<>();
        rooms.forEach(room -> logs.put(room, Ledger.log(store, RoomName.of(room))));
        for (SimulatedClient client : clients) {
            client.rooms().values().forEach(view -> compare(client, view, logs.getOrDefault(view.room(), List.of())));
        }
    }

    /** Each node sees the others in the shared state, and nobody else. */
    private void compareNodes() {
        List<SimulatedNode> serving = nodes.serving();
        for (SimulatedNode node : serving) {
            Set<String> others = new TreeSet<>();
            serving.stream().filter(other -> other != node).forEach(other -> others.add(other.life()));
            node.seen()
                    .filter(seen -> !seen.equals(others))
                    .ifPresent(seen ->
                            world.violated(node.life() + " sees the nodes " + seen + ", and there are " + others, "!"));
        }
    }

    /** Everybody is connected, and everybody sees that. */
    private void comparePresence() {
        List<String> users = clients.stream().map(SimulatedClient::user).toList();
        clients.forEach(client -> client.checkOnline(users));
        world.clock().advance(Duration.ofSeconds(5));
    }

    private void compare(SimulatedClient client, RoomView view, List<Entry> log) {
        List<Entry> expected =
                log.stream().filter(entry -> entry.seq() > view.floor()).toList();
        List<Long> seqs = expected.stream().map(Entry::seq).toList();
        List<String> ids =
                expected.stream().map(entry -> entry.messageId().value()).toList();
        world.count("rooms compared");
        if (!view.seqs().equals(seqs)) {
            world.violated(
                    client.user() + " has " + view.room() + " up to " + view.last() + ", the store up to "
                            + (log.isEmpty() ? 0 : log.get(log.size() - 1).seq()),
                    view.room());
        } else if (!view.ids().equals(ids)) {
            world.violated(client.user() + " has other messages in " + view.room() + " than the store", view.room());
        }
    }
}
