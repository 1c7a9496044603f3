package dev.parley.example;

import dev.parley.chat.ChatEngine;
import dev.parley.example.file.FileUpkeep;
import dev.parley.example.web.Failures;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Periodic tasks while the server runs, on its own thread: every few seconds it closes connections with revoked tokens,
 * applies changes by the operator's commands, and logs health changes; every hour it removes files that are no longer
 * used.
 */
final class Upkeep implements AutoCloseable {

    private static final long SECONDS = 3;
    private static final long WATCH_SECONDS = 10;
    private static final long CLOSE_SECONDS = 10;

    private final Services services;
    private final ChatEngine chat;
    private final FileUpkeep files;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "upkeep");
        thread.setDaemon(true);
        return thread;
    });

    Upkeep(Services services, ChatEngine chat, FileUpkeep files) {
        this.services = services;
        this.chat = chat;
        this.files = files;
    }

    void start() {
        thread.scheduleWithFixedDelay(() -> run(this::noticeChanges), SECONDS, SECONDS, TimeUnit.SECONDS);
        thread.scheduleWithFixedDelay(
                () -> run(() -> services.readiness().report()), WATCH_SECONDS, WATCH_SECONDS, TimeUnit.SECONDS);
        thread.scheduleWithFixedDelay(() -> run(files::run), 1, 60, TimeUnit.MINUTES);
    }

    private void noticeChanges() {
        for (String account : services.accounts().takeRevoked()) {
            chat.user(account).disconnect("Please sign in again.");
        }
        files.noticeCommands();
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            services.failures().warn("upkeep " + Failures.kind(e), "The upkeep failed and is tried again", e);
        }
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
