package dev.parley.example;

import dev.parley.example.web.Failures;
import dev.parley.export.DailyExport;
import dev.parley.export.DailyExportReport;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import dev.parley.runtime.UncaughtErrors;
import dev.parley.store.MessageLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exports each finished day of the named rooms to a folder, starting with the day of the first message. Runs hourly on
 * its own thread; failed days are retried.
 */
final class DailyExports implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DailyExports.class);
    private static final long CLOSE_SECONDS = 30;

    private final Clock clock;
    private final ScheduledExecutorService hours =
            Executors.newSingleThreadScheduledExecutor(task -> UncaughtErrors.thread("daily export", task));
    private final DailyExport export;

    private DailyExports(MessageLog log, Path folder, Clock clock) {
        this.export =
                DailyExport.builder(log, folder).rooms(DailyExports::isNamed).build();
        this.clock = clock;
    }

    static DailyExports start(MessageLog log, Path folder, Clock clock) {
        DailyExports exports = new DailyExports(log, folder, clock);
        exports.hours.scheduleWithFixedDelay(exports::run, 0, 1, TimeUnit.HOURS);
        return exports;
    }

    private void run() {
        try {
            DailyExportReport report = export.run(clock.instant());
            if (report.files() > 0) {
                LOG.info("Daily export of {}: {} files", report.days(), report.files());
            }
        } catch (Throwable e) {
            UncaughtErrors.reportError("the daily export", e);
            LOG.warn("The daily export failed and is tried again in an hour ({}): {}", Failures.kind(e), e.toString());
            LOG.debug("The daily export failed", e);
        }
    }

    private static boolean isNamed(RoomName room) {
        return room.kind() == RoomName.Kind.NAMED;
    }

    /** Removes a user from the files after the user was erased from the store. Blocks. */
    void erase(UserId user) throws IOException {
        try {
            hours.submit(() -> export.erase(user)).get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException("the exports were not changed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        hours.shutdown();
        try {
            if (!hours.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("The daily export is cut off; it will be done again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
