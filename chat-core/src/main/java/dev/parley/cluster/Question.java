package dev.parley.cluster;

import dev.parley.time.Scheduler.Cancellable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A request to the other servers, until all have answered or it times out. Guarded by {@code this}; the future is
 * completed outside the lock.
 *
 * @param <A> the type of the returned items
 */
final class Question<A> {

    /** Maximum number of items kept. */
    static final int MAX_ITEMS = 100_000;

    /**
     * The outcome of a request.
     *
     * @param items the returned items
     * @param silent the number of servers that did not answer
     * @param owed the number of items announced but not sent
     */
    record Outcome<A>(List<A> items, int silent, int owed) {}

    private final CompletableFuture<Outcome<A>> outcome = new CompletableFuture<>();
    private final List<A> items = new ArrayList<>();
    /** The outstanding items of each server that answered. */
    private final Map<String, Integer> owing = new HashMap<>();
    /** The number of other servers; -1 until known. */
    private int servers = -1;

    private int owed;
    private @Nullable Cancellable timer;
    private boolean done;

    CompletableFuture<Outcome<A>> outcome() {
        return outcome;
    }

    synchronized void timer(Cancellable started) {
        timer = started;
        if (done) {
            started.cancel();
        }
    }

    void servers(int others) {
        synchronized (this) {
            servers = others;
        }
        finish(false);
    }

    /** The first answer of a server, with the number of items that follow. */
    void answered(String server, List<A> given, int more) {
        synchronized (this) {
            if (done || owing.containsKey(server)) {
                return;
            }
            int announced = Math.max(0, Math.min(more, MAX_ITEMS));
            owing.put(server, announced);
            owed += announced;
            items.addAll(given.subList(0, Math.min(given.size(), MAX_ITEMS - items.size())));
        }
        finish(false);
    }

    /** One of the items announced by a server. */
    void item(String server, A item) {
        synchronized (this) {
            Integer left = owing.get(server);
            if (done || left == null || left == 0 || items.size() >= MAX_ITEMS) {
                return;
            }
            owing.put(server, left - 1);
            owed--;
            items.add(item);
        }
        finish(false);
    }

    void timeOut() {
        finish(true);
    }

    private void finish(boolean overdue) {
        Outcome<A> result;
        synchronized (this) {
            boolean complete = servers >= 0 && owing.size() >= servers && owed == 0;
            if (done || !(overdue || complete)) {
                return;
            }
            done = true;
            if (timer != null) {
                timer.cancel();
            }
            // A bus that cannot even count the servers reaches none.
            int silent = servers < 0 ? 1 : Math.max(0, servers - owing.size());
            result = new Outcome<>(List.copyOf(items), silent, owed);
        }
        outcome.complete(result);
    }
}
