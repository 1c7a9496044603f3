package dev.parley.transport.jetty;

import dev.parley.runtime.UncaughtErrors;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Jetty's pool, which warns of a task that fails in the same words whatever failed; here an {@link Error} is reported too. */
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
