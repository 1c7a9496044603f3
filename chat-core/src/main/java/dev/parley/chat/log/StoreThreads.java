package dev.parley.chat.log;

import dev.parley.runtime.UncaughtErrors;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads for blocking store calls: separate for appends and other calls, so that slow reads never delay messages.
 * Their queues are bounded by {@link BoundedStore} and {@link AppendLane}.
 *
 * @param appends runs the lanes, at most {@link #LANES} tasks at a time
 * @param calls runs everything else
 */
public record StoreThreads(Executor appends, Executor calls) implements AutoCloseable {

    static final int LANES = 2;
    private static final int READERS = 4;
    private static final int HANDLERS = 16;
    private static final int IDLE_SECONDS = 30;

    public static StoreThreads start() {
        return new StoreThreads(pool("parley-append", LANES), pool("parley-store", READERS));
    }

    /** Creates the default threads for user code and for continuations of store calls. */
    public static ExecutorService handlers() {
        return pool("parley-chat", HANDLERS);
    }

    private static ExecutorService pool(String name, int size) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                size,
                size,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(Integer.MAX_VALUE),
                UncaughtErrors.threads(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    @Override
    public void close() {
        for (Executor executor : new Executor[] {appends, calls}) {
            if (executor instanceof ExecutorService service) {
                service.shutdown();
            }
        }
    }
}
