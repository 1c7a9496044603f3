package dev.parley.benchmark.cluster;

import com.sun.management.OperatingSystemMXBean;
import dev.parley.cluster.Clustering;
import dev.parley.cluster.redis.RedisStreams;
import dev.parley.cluster.redis.RedisStreamsOptions;
import dev.parley.socketio.SocketServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A server of Parley in the cluster of {@link ClusterCompare}. Commands are lines, each answered by one line. */
final class ClusterMember {

    private static final long STEP = TimeUnit.MILLISECONDS.toNanos(10);

    private ClusterMember() {}

    public static void main(String[] args) throws Exception {
        RedisStreamsOptions options = RedisStreamsOptions.builder()
                .url("redis://127.0.0.1:" + args[0])
                .streamName(args[1])
                .channelPrefix(args[1])
                .build();
        RedisStreams bus = RedisStreams.connect(options);
        SocketServer io = SocketServer.builder().adapter(Clustering.over(bus)).build();
        io.of("/").adapter().ready().toCompletableFuture().get(1, TimeUnit.MINUTES);
        answer(io);
        System.exit(0);
    }

    private static void answer(SocketServer io) throws IOException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String[] words = line.split(" ", -1);
            System.out.println(
                    switch (words[0]) {
                        case "ready" -> "ready";
                        case "send" ->
                            String.valueOf(send(
                                    io,
                                    Integer.parseInt(words[1]),
                                    Integer.parseInt(words[2]),
                                    "x".repeat(Integer.parseInt(words[3]))));
                        case "cpu" -> String.valueOf(cpuMicros());
                        default -> throw new IllegalArgumentException(line);
                    });
        }
    }

    /** Emits at an even rate in steps of 10 ms, to a room without members here. */
    static int send(SocketServer io, int rate, int seconds, String text) {
        long start = System.nanoTime();
        int all = rate * seconds;
        int sent = 0;
        while (sent < all) {
            long due = Math.min(all, (System.nanoTime() - start) * rate / TimeUnit.SECONDS.toNanos(1));
            for (; sent < due; sent++) {
                io.to("nobody").emit("m", sent, text);
            }
            LockSupport.parkNanos(STEP);
        }
        return sent;
    }

    /** Microseconds of CPU since the start of the process. */
    static long cpuMicros() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return TimeUnit.NANOSECONDS.toMicros(system.getProcessCpuTime());
    }
}
