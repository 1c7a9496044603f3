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

    /** Maximum number of servers whose answers are kept. */
    static final int MAX_SERVERS = 4_096;

    /**
     * The outcome of a request.
     *
     * @param items the returned items
     * @param silent the number of servers that did not answer, or whose answer there was no memory for
     * @param owed the number of items announced but not sent, or that there was no memory for
     */
    record Outcome<A>(List<A> items, int silent, int owed) {}

    private final AnswerMemory memory;
    private final CompletableFuture<Outcome<A>> outcome = new CompletableFuture<>();
    private final List<A> items = new ArrayList<>();
    /** The outstanding items of each server that answered. */
    private final Map<String, Integer> owing = new HashMap<>();
    /** The number of other servers; -1 until known. */
    private int servers = -1;

    private int owed;
    /** The number of servers whose answer was dropped, as there was no memory for it. */
    private int droppedServers;
    /** The same for single items. */
    private int droppedItems;
    /** What the items hold. */
    private long bytes;

    private @Nullable Cancellable timer;
    private boolean done;

    Question(AnswerMemory memory) {
        this.memory = memory;
    }

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

    /** The first answer of a server, with the number of items that follow. False if there is no memory for it. */
    boolean answered(String server, List<A> given, int more, long size) {
        boolean kept;
        synchronized (this) {
            if (done || owing.containsKey(server) || owing.size() >= MAX_SERVERS) {
                return true;
            }
            kept = keep(size);
            int announced = kept ? Math.max(0, Math.min(more, MAX_ITEMS)) : 0;
            owing.put(server, announced);
            owed += announced;
            if (kept) {
                items.addAll(given.subList(0, Math.min(given.size(), MAX_ITEMS - items.size())));
            } else {
                droppedServers++;
            }
        }
        finish(false);
        return kept;
    }

    /** One of the items announced by a server. False if there is no memory for it. */
    boolean item(String server, A item, long size) {
        boolean kept;
        synchronized (this) {
            Integer left = owing.get(server);
            if (done || left == null || left == 0 || items.size() >= MAX_ITEMS) {
                return true;
            }
            owing.put(server, left - 1);
            owed--;
            kept = keep(size);
            if (kept) {
                items.add(item);
            } else {
                droppedItems++;
            }
        }
        finish(false);
        return kept;
    }

    private boolean keep(long size) {
        boolean fits = memory.take(size);
        bytes += fits ? size : 0;
        return fits;
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
            result = new Outcome<>(List.copyOf(items), silent + droppedServers, owed + droppedItems);
            memory.release(bytes);
        }
        outcome.complete(result);
    }
}
