package dev.parley.transport.jetty;

import dev.parley.runtime.UncaughtErrors;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Jetty's pool logs all failed tasks alike; this one also reports an {@link Error}. */
final class ReportingPool extends QueuedThreadPool {

    @Override
    protected void runJob(Runnable job) {
        try {
            super.runJob(job);
        } catch (Error failure) {
            UncaughtErrors.report(Thread.currentThread().getName(), failure);
            throw failure;
        }
    }
}
