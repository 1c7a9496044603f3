package dev.parley.benchmark.report;

/** The measured quantities. */
public enum Metric {
    /** Server CPU time, user and system, all threads, per delivered message. */
    MICROS_PER_DELIVERY("µs a delivery", 2, true),
    DELIVERIES_PER_SECOND("deliveries/s", 0, false),
    /** What a client on WebSocket receives, frame headers included. */
    BYTES_PER_DELIVERY("bytes a delivery", 0, false),
    /** Messages of a chat that were stored and acknowledged. */
    ACKNOWLEDGED_PER_SECOND("acknowledged messages/s", 0, true),
    /** CPU time of the chat's process by message acknowledged, with its broadcast; a database of its own is not in it. */
    MICROS_PER_MESSAGE("µs a message", 0, true),
    ACK_P50("p50 ms to the acknowledgement", 1, false),
    ACK_P99("p99 ms to the acknowledgement", 1, true),
    /** The same of the first storm of joins in a fresh process. */
    FRESH_ACK_P99("p99 ms to the acknowledgement, fresh process", 1, false),
    /** CPU time of the chat's process for each client that joins. */
    MICROS_PER_JOIN("µs a join", 0, false),
    /** How often the store was read while they joined. */
    STORE_READS("store reads of a storm", 0, false),
    P50("p50 ms", 1, false),
    P99("p99 ms", 1, true),
    P999("p99.9 ms", 1, false),
    /** Among the spans of light traffic, whose medians are the other figures. */
    WORST_P99("p99 ms of the worst span", 1, false),
    /** The server's share of one core. */
    SERVER_LOAD("server core %", 0, false),
    /** The load generator's share of one core: near 100, it limits the deliveries. */
    GENERATOR_LOAD("generator core %", 0, false),
    /** CPU time stolen by the host, all cores, as a share of one. */
    STOLEN("stolen core %", 0, false),
    /** Live heap and off-heap buffers per connected member. */
    BYTES_PER_MEMBER("bytes heap + off-heap a member", 0, true),
    RESIDENT_BYTES_PER_MEMBER("resident bytes a member", 0, false),
    FRESH_CONNECTS_PER_SECOND("connects/s, fresh process", 0, false),
    /** Server CPU time of the first connects, compilers included; its start is not in it. */
    FRESH_MICROS_PER_CONNECT("µs a connect, fresh process", 0, true),
    /** The JIT compilers' part of it. */
    FRESH_COMPILER_MICROS("of these in compilers", 0, false),
    CONNECTS_PER_SECOND("connects/s, warm", 0, true),
    MICROS_PER_CONNECT("µs a connect, warm", 0, false),
    /** Server CPU time per ping sent and pong received. */
    MICROS_PER_HEARTBEAT("µs a ping and pong", 1, true),
    MICROS_IN_ROOMS_OF_10("µs a delivery in rooms of 10", 2, true),
    MICROS_IN_ROOMS_OF_100("µs a delivery in rooms of 100", 2, true),
    MICROS_IN_ROOMS_OF_1000("µs a delivery in rooms of 1,000", 2, true),
    MICROS_IN_ROOMS_OF_10000("µs a delivery in one room of 10,000", 2, true),
    /** Among the room sizes. */
    GROWTH("dearest size by cheapest", 2, true),
    MICROS_ALONE("µs a delivery, alone", 2, true),
    MICROS_BESIDE_IDLE("µs a delivery, beside idle connections", 2, true),
    IDLE_SHARE("beside by alone", 2, false),
    /** Messages that were lost, duplicated, reordered or misrouted, and clients that were dropped. */
    FAULTS("lost, doubled, disordered", 0, false);

    private final String title;
    private final int decimals;
    private final boolean charted;

    Metric(String title, int decimals, boolean charted) {
        this.title = title;
        this.decimals = decimals;
        this.charted = charted;
    }

    public String title() {
        return title;
    }

    public int decimals() {
        return decimals;
    }

    /** Whether it is charted: the metrics that have goals. */
    public boolean isCharted() {
        return charted;
    }
}
