package dev.parley.socketio.listener;

import dev.parley.socketio.inbound.HandlerExecutor;
import dev.parley.time.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The events of one socket that may still be acknowledged, in order of arrival, with their deadlines. Guarded by {@code
 * this}; acknowledgements are sent without the lock.
 */
public final class AnswerDeadlines {

    /** Maximum number of tracked events; further ones have no deadline. */
    public static final int MAX_WATCHED = 1_000;

    private final Duration limit;
    private final Scheduler scheduler;
    private final Executor executor;
    private final Map<ReceivedAck, Long> deadlines = new LinkedHashMap<>();
    private Scheduler.@Nullable Cancellable timer;
    private boolean closed;

    public AnswerDeadlines(Duration limit, Scheduler scheduler, Executor executor) {
        this.limit = limit;
        this.scheduler = scheduler;
        this.executor = executor;
    }

    /** Only the first call for an event counts. */
    public synchronized void watch(ReceivedAck ack) {
        if (!closed && deadlines.size() < MAX_WATCHED && ack.wanted()) {
            deadlines.putIfAbsent(ack, scheduler.nanoTime() + Scheduler.nanos(limit));
            if (timer == null) {
                timer = scheduler.schedule(limit, this::due);
            }
        }
    }

    public synchronized void answered(ReceivedAck ack) {
        if (deadlines.remove(ack) != null && deadlines.isEmpty()) {
            stop();
        }
    }

    public synchronized void close() {
        closed = true;
        deadlines.clear();
        stop();
    }

    private void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void due() {
        List<ReceivedAck> late = new ArrayList<>();
        synchronized (this) {
            timer = null;
            long now = scheduler.nanoTime();
            Iterator<Map.Entry<ReceivedAck, Long>> waiting =
                    deadlines.entrySet().iterator();
            while (waiting.hasNext()) {
                Map.Entry<ReceivedAck, Long> next = waiting.next();
                long left = next.getValue() - now;
                if (left > 0) {
                    timer = scheduler.schedule(Duration.ofNanos(left), this::due);
                    break;
                }
                late.add(next.getKey());
                waiting.remove();
            }
        }
        if (!late.isEmpty()) {
            HandlerExecutor.run(executor, () -> late.forEach(ReceivedAck::giveUp));
        }
    }
}
