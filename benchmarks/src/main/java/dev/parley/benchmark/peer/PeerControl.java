package dev.parley.benchmark.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The control protocol between a server under test and the run that started it: the server prints {@code READY <port>},
 * answers {@code memory} with {@code MEMORY <heap> <off-heap>} after a collection, and exits when its standard input
 * ends.
 */
final class PeerControl {
    private static final int COLLECTIONS = 3;

    private PeerControl() {}

    /** Serves the control protocol until the input ends, then exits the process. */
    static void serve(int port, LongSupplier moreOffHeap) throws IOException {
        serve(port, moreOffHeap, () -> "");
    }

    /** The same, and answers {@code counts} with {@code COUNTS} and the supplier's line. */
    static void serve(int port, LongSupplier moreOffHeap, Supplier<String> counts) throws IOException {
        System.out.println("READY " + port);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.equals("memory")) {
                System.out.println(
                        "MEMORY " + heapAfterCollection() + " " + (directBuffers() + moreOffHeap.getAsLong()));
            } else if (line.equals("counts")) {
                System.out.println("COUNTS " + counts.get());
            }
        }
        System.exit(0);
    }

    static void serve(int port) throws IOException {
        serve(port, () -> 0);
    }

    static int argument(String[] args, int index, int otherwise) {
        return args.length > index ? Integer.parseInt(args[index]) : otherwise;
    }

    private static long heapAfterCollection() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** The total time of garbage collections so far. */
    static long collectionMillis() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum();
    }

    private static long directBuffers() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
