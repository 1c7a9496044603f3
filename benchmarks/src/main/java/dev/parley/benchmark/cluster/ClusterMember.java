package dev.parley.benchmark.cluster;

import com.sun.management.OperatingSystemMXBean;
import dev.parley.benchmark.load.Payload;
import dev.parley.cluster.Clustering;
import dev.parley.cluster.redis.RedisStreams;
import dev.parley.cluster.redis.RedisStreamsOptions;
import dev.parley.socketio.SocketServer;
import dev.parley.transport.jetty.JettyTransport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ObjIntConsumer;

/** A server of Parley in the cluster of {@link ClusterCompare}. Commands are lines, each answered by one line. */
final class ClusterMember {

    private static final long STEP = TimeUnit.MILLISECONDS.toNanos(10);

    /** How many messages for clients were sent. */
    private static final AtomicInteger NUMBERED = new AtomicInteger();

    private ClusterMember() {}

    public static void main(String[] args) throws Exception {
        RedisStreamsOptions options = RedisStreamsOptions.builder()
                .url("redis://127.0.0.1:" + args[0])
                .streamName(args[1])
                .channelPrefix(args[1])
                .build();
        RedisStreams bus = RedisStreams.connect(options);
        SocketServer io = SocketServer.builder().adapter(Clustering.over(bus)).build();
        io.onConnection(socket -> socket.on("join", String.class, (room, ack) -> {
            socket.join(room);
            ack.send();
        }));
        io.of("/").adapter().ready().toCompletableFuture().get(1, TimeUnit.MINUTES);
        int port = args.length < 3 ? 0 : listen(io);
        answer(io, port);
        System.exit(0);
    }

    private static int listen(SocketServer io) {
        return JettyTransport.builder()
                .host("127.0.0.1")
                .port(0)
                .build()
                .start(io)
                .port();
    }

    private static void answer(SocketServer io, int port) throws IOException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String[] words = line.split(" ", -1);
            System.out.println(
                    switch (words[0]) {
                        case "ready" -> "ready";
                        case "send" -> String.valueOf(send(words, nobody(io)));
                        case "deliver" -> String.valueOf(send(words, members(io)));
                        case "port" -> String.valueOf(port);
                        case "cpu" -> String.valueOf(cpuMicros());
                        default -> throw new IllegalArgumentException(line);
                    });
        }
    }

    /** Emits to a room without members here. */
    private static ObjIntConsumer<byte[]> nobody(SocketServer io) {
        return (text, sent) -> io.to("nobody").emit("m", sent, new String(text, StandardCharsets.US_ASCII));
    }

    /** Emits what the clients of the load generator check, to a room that clients of other servers have joined. */
    private static ObjIntConsumer<byte[]> members(SocketServer io) {
        return (text, sent) -> {
            Payload.write(text, 0, 0, 0, NUMBERED.incrementAndGet(), System.nanoTime());
            io.to("r0").emit("msg", new String(text, StandardCharsets.US_ASCII));
        };
    }

    /** Emits at an even rate in steps of 10 ms: so many a second, for so many seconds, of so many bytes. */
    private static int send(String[] words, ObjIntConsumer<byte[]> emit) {
        int rate = Integer.parseInt(words[1]);
        int all = rate * Integer.parseInt(words[2]);
        byte[] text = Payload.template(Integer.parseInt(words[3]));
        long start = System.nanoTime();
        int sent = 0;
        while (sent < all) {
            long due = Math.min(all, (System.nanoTime() - start) * rate / TimeUnit.SECONDS.toNanos(1));
            for (; sent < due; sent++) {
                emit.accept(text, sent);
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
