package dev.parley.benchmark.load;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A process of hostile clients, separate from the measuring one. Arguments: the server's port, the number of clients of
 * each kind, the numbers of non-reading clients on WebSocket and polling, the number of rooms, seconds until a closed
 * client reconnects. It prints {@code ATTACKING} once the non-reading clients are connected, and when its standard
 * input ends one result line per kind, and exits, which closes all its connections. Clients use many loopback
 * addresses, so that limits per address do not protect the server.
 */
public final class HostileClients {
    private static final int ADDRESSES = 16;
    private static final int ENTRANCES = 32;
    private static final int UNDER_WAY = 250;
    private static final Duration STEP = Duration.ofMillis(100);
    private static final Duration DEAF_LIMIT = Duration.ofSeconds(30);
    private static final int STEPS_A_TICK = 10;

    private final LoadLoop loop;
    private final int rooms;
    private final long retryNanos;
    private final List<HostileSlot> slots = new ArrayList<>();
    private final Map<HostileKind, HostileSlot.Counts> counts = new EnumMap<>(HostileKind.class);
    private final Deque<String> toEnter = new ArrayDeque<>();
    private long steps;

    private HostileClients(LoadLoop loop, int rooms, int retrySeconds) {
        this.loop = loop;
        this.rooms = rooms;
        retryNanos = TimeUnit.SECONDS.toNanos(retrySeconds);
    }

    public static void main(String[] args) throws IOException {
        int[] numbers = new int[args.length];
        for (int i = 0; i < args.length; i++) {
            numbers[i] = Integer.parseInt(args[i]);
        }
        try (LoadLoop loop = new LoadLoop(numbers[0])) {
            HostileClients all = new HostileClients(loop, numbers[4], numbers[5]);
            all.deaf(numbers[2], numbers[3]);
            System.out.println("ATTACKING");
            for (HostileKind kind : HostileKind.values()) {
                if (!kind.isDeaf()) {
                    all.add(kind, numbers[1]);
                }
            }
            while (System.in.available() == 0) {
                all.step();
            }
            all.print();
            System.out.flush();
            // Exiting closes all connections at once, like a machine that disappears.
            Runtime.getRuntime().halt(0);
        }
    }

    private void add(HostileKind kind, int count) {
        HostileSlot.Counts its = counts.computeIfAbsent(kind, any -> new HostileSlot.Counts(retryNanos));
        for (int i = 0; i < count; i++) {
            slots.add(new HostileSlot(kind, its));
        }
    }

    private void deaf(int webSocket, int polling) throws IOException {
        for (int i = 0; i < polling; i++) {
            toEnter.add("r" + i % rooms);
        }
        add(HostileKind.DEAF, webSocket);
        add(HostileKind.DEAF_POLLING, polling == 0 ? 0 : ENTRANCES);
        long end = System.nanoTime() + DEAF_LIMIT.toNanos();
        while (System.nanoTime() - end < 0
                && (entered(HostileKind.DEAF) < webSocket || entered(HostileKind.DEAF_POLLING) < polling)) {
            step();
        }
    }

    private HostileSlot.Counts countsOf(HostileKind kind) {
        return Objects.requireNonNull(counts.get(kind));
    }

    private int entered(HostileKind kind) {
        return countsOf(kind).entered;
    }

    private void step() throws IOException {
        long now = System.nanoTime();
        int opened = 0;
        for (int i = 0; i < slots.size(); i++) {
            HostileSlot slot = slots.get(i);
            if (slot.connection == null) {
                if (!slot.isDone && opened < UNDER_WAY && now - slot.againAt >= 0) {
                    opened++;
                    open(slot, i);
                }
            } else if ((steps + i) % STEPS_A_TICK == 0) {
                tick(slot.connection);
            }
        }
        steps++;
        loop.runFor(STEP);
    }

    private static void tick(HostileConnection connection) {
        try {
            connection.tick();
        } catch (IOException e) {
            connection.close();
            connection.closed(e);
        }
    }

    @SuppressWarnings("EnumOrdinal") // any number does that differs from kind to kind
    private void open(HostileSlot slot, int index) throws IOException {
        byte[] address = {127, 1, (byte) slot.kind().ordinal(), (byte) (1 + index % ADDRESSES)};
        InetAddress from = InetAddress.getByAddress(address);
        countsOf(slot.kind()).opened++;
        slot.connection = slot.kind().polls()
                ? new HostilePolling(loop, slot, toEnter, from)
                : new HostileWebSocket(loop, slot, "r" + index % rooms, from);
    }

    private void print() {
        StringBuilder text = new StringBuilder();
        counts.forEach((kind, its) -> text.append("KIND ")
                .append(kind)
                .append(' ')
                .append(its.opened)
                .append(' ')
                .append(its.entered)
                .append(' ')
                .append(its.closed)
                .append(' ')
                .append(its.refused.toString().replace(" ", ""))
                .append('\n'));
        System.out.write(text.append("END\n").toString().getBytes(StandardCharsets.US_ASCII), 0, text.length());
    }
}
