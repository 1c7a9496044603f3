package dev.parley.benchmark;

import dev.parley.benchmark.load.Fleet;
import dev.parley.benchmark.load.FleetSpec;
import dev.parley.benchmark.report.Metric;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** A question answered for every contestant. */
enum Scenario {
    S1("one room × 1,000, saturated, 10 senders with 4 messages in flight each, 64-byte text", Needs.NOTHING) {
        @Override
        Map<Metric, Double> run(Contestant contestant, Bench.Span span) throws IOException {
            return saturated(contestant, span, FleetSpec.rooms(1, 1_000, 10));
        }
    },
    S2("200 rooms × 10, saturated, 1 sender a room with 4 messages in flight", Needs.NOTHING) {
        @Override
        Map<Metric, Double> run(Contestant contestant, Bench.Span span) throws IOException {
            return saturated(contestant, span, FleetSpec.rooms(200, 10, 1));
        }
    },
    S3("one room × 5,000, 20,000 deliveries a second in open loop, 10 senders", Needs.NOTHING) {
        @Override
        Map<Contestant, Map<Metric, Double>> run(
                List<Contestant> contestants, Bench.Span span, BiConsumer<Contestant, IOException> failed)
                throws IOException {
            return new Light(FleetSpec.rooms(1, 5_000, 10), 4).run(contestants, span, failed);
        }
    },
    S4("5,000 idle members of one room: memory", Needs.NOTHING) {
        @Override
        Map<Metric, Double> run(Contestant contestant, Bench.Span span) throws IOException {
            return memory(contestant, span);
        }
    },
    S5("8,000 connects, 256 under way", Needs.NOTHING) {
        @Override
        Map<Metric, Double> run(Contestant contestant, Bench.Span span) throws IOException {
            return connects(contestant, span);
        }
    },
    HEARTBEAT("4,000 idle clients, pinged every second", Needs.PINGS) {
        @Override
        Map<Metric, Double> run(Contestant contestant, Bench.Span span) throws IOException {
            return heartbeat(contestant, span);
        }
    },
    GROWTH(
            "10,000 members, by turns in rooms of 10, 100, 1,000 and 10,000, 1 sender a room, 4 in flight",
            Needs.NOTHING) {
        @Override
        Map<Metric, Double> run(Contestant contestant, Bench.Span span) throws IOException {
            return ByTurns.growth(contestant, span, 10_000);
        }
    },
    IDLE("one room × 1,000, 1 sender, 4 in flight, by turns alone and beside 10,000 idle connections", Needs.NOTHING) {
        @Override
        Map<Metric, Double> run(Contestant contestant, Bench.Span span) throws IOException {
            return ByTurns.idle(contestant, span, 10_000, 3);
        }
    },
    JSON("one room × 1,000, saturated as S1, 1 kB of JSON in each message", Needs.NOTHING) {
        @Override
        Map<Metric, Double> run(Contestant contestant, Bench.Span span) throws IOException {
            return saturated(contestant, span, FleetSpec.rooms(1, 1_000, 10).withText(FleetSpec.Text.JSON, JSON_BYTES));
        }
    },
    DEFLATE("the same with permessage-deflate", Needs.COMPRESSION) {
        @Override
        Map<Metric, Double> run(Contestant contestant, Bench.Span span) throws IOException {
            return deflated(contestant, span, 1_000);
        }
    },
    CHAT_SQLITE_1("chat on SQLite: 100 rooms × 20, 1 sender a room, 1 message under way", Needs.CHAT) {
        @Override
        Map<Metric, Double> run(Contestant contestant, Bench.Span span) throws IOException {
            return chatInRooms(contestant, span, "sqlite", 1, 1);
        }
    },
    CHAT_SQLITE_100("the same, 20 senders a room, 5 messages of each under way", Needs.CHAT) {
        @Override
        Map<Metric, Double> run(Contestant contestant, Bench.Span span) throws IOException {
            return chatInRooms(contestant, span, "sqlite", 20, 5);
        }
    },
    CHAT_POSTGRES_1("chat on PostgreSQL: 100 rooms × 20, 1 sender a room, 1 message under way", Needs.CHAT) {
        @Override
        Map<Metric, Double> run(Contestant contestant, Bench.Span span) throws IOException {
            return chatInRooms(contestant, span, "postgres", 1, 1);
        }
    },
    CHAT_POSTGRES_100("the same, 20 senders a room, 5 messages of each under way", Needs.CHAT) {
        @Override
        Map<Metric, Double> run(Contestant contestant, Bench.Span span) throws IOException {
            return chatInRooms(contestant, span, "postgres", 20, 5);
        }
    },
    JOIN_SQLITE("chat on SQLite: 2,000 clients join one room in 2 s, 20 messages of history each", Needs.CHAT) {
        @Override
        Map<Metric, Double> run(Contestant contestant, Bench.Span span) throws IOException {
            return new JoinStorm("sqlite", 2_000, Duration.ofSeconds(2), STORMS_BEFORE_WARM).run(contestant, span);
        }
    },
    JOIN_POSTGRES("chat on PostgreSQL: the same", Needs.CHAT) {
        @Override
        Map<Metric, Double> run(Contestant contestant, Bench.Span span) throws IOException {
            return new JoinStorm("postgres", 2_000, Duration.ofSeconds(2), STORMS_BEFORE_WARM).run(contestant, span);
        }
    },
    POLLING("one room: 10 senders on WebSocket with 4 messages in flight each, 490 members polling", Needs.POLLING) {
        @Override
        Map<Metric, Double> run(Contestant contestant, Bench.Span span) throws IOException {
            return saturated(contestant, span, FleetSpec.rooms(1, 500, 10).withPolling(490));
        }
    },
    POLLING_OPEN("the same members, 10,000 deliveries a second in open loop", Needs.POLLING) {
        @Override
        Map<Contestant, Map<Metric, Double>> run(
                List<Contestant> contestants, Bench.Span span, BiConsumer<Contestant, IOException> failed)
                throws IOException {
            return new Light(FleetSpec.rooms(1, 500, 10).withPolling(490), 20).run(contestants, span, failed);
        }
    },
    SMALL("one room × 50, half of them polling where that is spoken: is anything lost?", Needs.NOTHING) {
        @Override
        Map<Metric, Double> run(Contestant contestant, Bench.Span span) throws IOException {
            return saturated(
                    contestant, span, FleetSpec.rooms(2, 25, 3).withPolling(contestant.speaksPolling() ? 12 : 0));
        }
    };

    private static final int JSON_BYTES = 1_024;
    private static final int STORMS_BEFORE_WARM = 4;
    private static final int MOST_STORMS = 16;

    private enum Needs {
        NOTHING,
        PINGS,
        POLLING,
        COMPRESSION,
        CHAT
    }

    private final String title;
    private final Needs needs;

    Scenario(String title, Needs needs) {
        this.title = title;
        this.needs = needs;
    }

    String title() {
        return title;
    }

    /** Whether it needs a database or a driver that is not there by itself, and so is run by name only. */
    boolean needsDatabase() {
        return needs == Needs.CHAT;
    }

    boolean suits(Contestant contestant) {
        return switch (needs) {
            case NOTHING -> true;
            case PINGS -> contestant != Contestant.RAW;
            case POLLING -> contestant.speaksPolling();
            case COMPRESSION -> contestant.compresses();
            case CHAT -> contestant.chats();
        };
    }

    /**
     * Starts the contestants, applies the load, and stops them: one after the other unless the scenario specifies
     * otherwise.
     *
     * @param failed receives each failed contestant and the reason; the others continue
     * @return the figures of the others
     */
    Map<Contestant, Map<Metric, Double>> run(
            List<Contestant> contestants, Bench.Span span, BiConsumer<Contestant, IOException> failed)
            throws IOException {
        Map<Contestant, Map<Metric, Double>> figures = new EnumMap<>(Contestant.class);
        for (Contestant contestant : contestants) {
            try {
                figures.put(contestant, run(contestant, span));
            } catch (IOException e) {
                failed.accept(contestant, e);
            }
        }
        return figures;
    }

    /** The same for a single contestant, if they run one after the other. */
    Map<Metric, Double> run(Contestant contestant, Bench.Span span) throws IOException {
        throw new UnsupportedOperationException(name());
    }

    private static Map<Metric, Double> saturated(Contestant contestant, Bench.Span span, FleetSpec spec)
            throws IOException {
        try (Bench bench = Bench.open(contestant, span)) {
            return bench.traffic(bench.connect(spec), fleet -> fleet.sendSaturating(4));
        }
    }

    static Map<Metric, Double> deflated(Contestant contestant, Bench.Span span, int members) throws IOException {
        FleetSpec spec = FleetSpec.rooms(1, members, 10).withText(FleetSpec.Text.JSON_DEFLATED, JSON_BYTES);
        try (Bench bench = Bench.openCompressing(contestant, span)) {
            return bench.traffic(bench.connect(spec), fleet -> fleet.sendSaturating(4));
        }
    }

    private static Map<Metric, Double> chatInRooms(
            Contestant contestant, Bench.Span span, String store, int senders, int underWay) throws IOException {
        return chat(contestant, span, store, FleetSpec.rooms(100, 20, senders), underWay);
    }

    static Map<Metric, Double> chat(Contestant contestant, Bench.Span span, String store, FleetSpec rooms, int underWay)
            throws IOException {
        FleetSpec spec = rooms.withText(FleetSpec.Text.CHAT, rooms.payloadBytes());
        try (Bench bench = Bench.openChat(contestant, span, store)) {
            return bench.chat(bench.connect(spec), underWay);
        }
    }

    private static Map<Metric, Double> memory(Contestant contestant, Bench.Span span) throws IOException {
        int members = 5_000;
        try (Bench bench = Bench.open(contestant, span)) {
            bench.connect(FleetSpec.rooms(1, 500, 0));
            bench.settle();
            ServerProcess.Memory before = bench.memory();
            Fleet fleet = bench.connect(FleetSpec.rooms(1, members, 0));
            bench.settle();
            ServerProcess.Memory after = bench.memory();
            Map<Metric, Double> values = new EnumMap<>(Metric.class);
            long bytes = after.heap() + after.offHeap() - before.heap() - before.offHeap();
            values.put(Metric.BYTES_PER_MEMBER, bytes / (double) members);
            values.put(Metric.RESIDENT_BYTES_PER_MEMBER, (after.resident() - before.resident()) / (double) members);
            values.put(Metric.FAULTS, Bench.faults(fleet));
            return values;
        }
    }

    private static Map<Metric, Double> connects(Contestant contestant, Bench.Span span) throws IOException {
        int clients = 8_000;
        try (Bench bench = Bench.open(contestant, span)) {
            Map<Metric, Double> values = new EnumMap<>(Metric.class);
            boolean warm = false;
            for (int storm = 0; storm <= STORMS_BEFORE_WARM || (!warm && storm < MOST_STORMS); storm++) {
                Bench.Cpu before = bench.cpuTimes();
                long begin = System.nanoTime();
                Fleet fleet = bench.connect(FleetSpec.silent(clients));
                double seconds = (System.nanoTime() - begin) / 1e9;
                Bench.Cpu spent = bench.cpuTimes().minus(before);
                warm = !spent.isCompiling();
                double micros = Bench.seconds(spent.all()) * 1e6 / clients;
                if (storm == 0) {
                    values.put(Metric.FRESH_CONNECTS_PER_SECOND, clients / seconds);
                    values.put(Metric.FRESH_MICROS_PER_CONNECT, micros);
                    values.put(Metric.FRESH_COMPILER_MICROS, Bench.seconds(spent.compilers()) * 1e6 / clients);
                } else {
                    values.put(Metric.CONNECTS_PER_SECOND, clients / seconds);
                    values.put(Metric.MICROS_PER_CONNECT, micros);
                }
                values.put(Metric.FAULTS, Bench.faults(fleet));
                fleet.close();
                bench.settle();
            }
            return values;
        }
    }

    private static Map<Metric, Double> heartbeat(Contestant contestant, Bench.Span span) throws IOException {
        try (Bench bench = Bench.open(contestant, span, 1_000)) {
            Fleet fleet = bench.connect(FleetSpec.silent(4_000));
            bench.warmUp(span.warmUp().multipliedBy(5));
            long pingsBefore = fleet.count().pings();
            Duration cpuBefore = bench.serverCpu();
            bench.runFor(span.measured());
            double cpu = Bench.seconds(bench.serverCpu().minus(cpuBefore));
            long pings = fleet.count().pings() - pingsBefore;
            Map<Metric, Double> values = new EnumMap<>(Metric.class);
            values.put(Metric.MICROS_PER_HEARTBEAT, cpu * 1e6 / Math.max(pings, 1));
            values.put(Metric.FAULTS, Bench.faults(fleet));
            return values;
        }
    }
}
