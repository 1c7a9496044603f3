package dev.parley.socketio.inbound;

import dev.parley.runtime.UncaughtErrors;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The default executor of user code: virtual threads if the JVM has them (21 and later), otherwise a pool of at most
 * {@link #MAX_POOL} threads.
 */
public final class HandlerExecutor {

    private static final Logger LOG = LoggerFactory.getLogger(HandlerExecutor.class);
    private static final int FIRST_WITH_VIRTUAL_THREADS = 21;
    private static final int THREADS_PER_CORE = 8;
    static final int MAX_POOL = 256;

    private HandlerExecutor() {}

    public static ExecutorService create() {
        if (Runtime.version().feature() >= FIRST_WITH_VIRTUAL_THREADS) {
            try {
                return virtualThreads();
            } catch (Throwable unexpected) {
                LOG.warn("No virtual threads on this JVM; handlers run on a pool", unexpected);
            }
        }
        return pool();
    }

    private static ExecutorService pool() {
        int threads = Math.min(MAX_POOL, Math.max(16, Runtime.getRuntime().availableProcessors() * THREADS_PER_CORE));
        AtomicInteger number = new AtomicInteger();
        return new ForkJoinPool(
                threads,
                pool -> {
                    ForkJoinWorkerThread thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
                    thread.setName("parley-handler-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    thread.setContextClassLoader(HandlerExecutor.class.getClassLoader());
                    return thread;
                },
                HandlerExecutor::report,
                true);
    }

    private static void report(Thread thread, Throwable failure) {
        UncaughtErrors.report(thread.getName(), failure);
    }

    /** Java 17 lacks these types, so they are looked up by reflection: on the public interface, not on the implementation. */
    private static ExecutorService virtualThreads() throws Throwable {
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        Class<?> ofVirtual = Class.forName("java.lang.Thread$Builder$OfVirtual");
        Class<?> builder = Class.forName("java.lang.Thread$Builder");
        Object named = lookup.findVirtual(builder, "name", MethodType.methodType(builder, String.class, long.class))
                .invoke(
                        lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(ofVirtual))
                                .invoke(),
                        "parley-handler-",
                        0L);
        MethodType handling = MethodType.methodType(builder, Thread.UncaughtExceptionHandler.class);
        Thread.UncaughtExceptionHandler handler = HandlerExecutor::report;
        Object reporting = lookup.findVirtual(builder, "uncaughtExceptionHandler", handling)
                .invoke(named, handler);
        ThreadFactory factory =
                (ThreadFactory) lookup.findVirtual(builder, "factory", MethodType.methodType(ThreadFactory.class))
                        .invoke(reporting);
        MethodHandle perTask = lookup.findStatic(
                Executors.class,
                "newThreadPerTaskExecutor",
                MethodType.methodType(ExecutorService.class, ThreadFactory.class));
        return (ExecutorService) perTask.invoke(factory);
    }

    /** Runs a task on the executor, or inline if that is shut down: applications must not wait for it forever. */
    public static void run(Executor executor, Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException closed) {
            task.run();
        }
    }
}
