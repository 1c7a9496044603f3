package dev.parley.example;

import dev.parley.export.DailyExport;
import dev.parley.export.DailyExportReport;
import dev.parley.model.RoomName;
import dev.parley.store.MessageLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes each finished day of the named rooms to a folder. Looks every hour on a thread of its own; what failed is due again. */
final class DailyExports implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DailyExports.class);
    private static final long CLOSE_SECONDS = 30;

    private final DailyExport export;
    private final Clock clock;
    private final ScheduledExecutorService hours = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "daily export");
        thread.setDaemon(true);
        return thread;
    });

    private DailyExports(DailyExport export, Clock clock) {
        this.export = export;
        this.clock = clock;
    }

    static DailyExports start(MessageLog log, Path folder, Clock clock) {
        DailyExport export = DailyExport.builder(log, folder)
                .rooms(room -> room.kind() == RoomName.Kind.NAMED)
                .build();
        DailyExports exports = new DailyExports(export, clock);
        exports.hours.scheduleWithFixedDelay(exports::run, 0, 1, TimeUnit.HOURS);
        return exports;
    }

    private void run() {
        try {
            DailyExportReport report = export.run(clock.instant());
            if (report.files() > 0) {
                LOG.info("Daily export of {}: {} files", report.days(), report.files());
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("The daily export failed and is tried again in an hour", e);
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
