package dev.parley.example.web;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Rate limits by address or another key, in windows of a minute by a monotonic clock. Guarded by its own monitor; at
 * most {@value #MAX_KEYS} keys are tracked, the least recently active are evicted first.
 */
public final class RequestLimits {

    /** Maximum number of tracked keys. */
    public static final int MAX_KEYS = 10_000;

    private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final class Window {
        private final long startNanos;
        private int count;

        Window(long startNanos) {
            this.startNanos = startNanos;
        }
    }

    private final int perMinute;
    private final LongSupplier nanoTime;
    private final Map<String, Window> windows = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
            return size() > MAX_KEYS;
        }
    };

    /**
     * Creates limits with the same allowance for every key.
     *
     * @param perMinute the number of requests per minute, at least 1
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public RequestLimits(int perMinute, LongSupplier nanoTime) {
        if (perMinute < 1) {
            throw new IllegalArgumentException("requests per minute: " + perMinute);
        }
        this.perMinute = perMinute;
        this.nanoTime = nanoTime;
    }

    /**
     * Counts a request.
     *
     * @param key the key
     * @return whether it is within the limit; if not, it is not counted
     */
    public synchronized boolean admits(String key) {
        long now = nanoTime.getAsLong();
        Window window = windows.get(key);
        if (window == null || now - window.startNanos >= WINDOW_NANOS) {
            window = new Window(now);
            windows.put(key, window);
        }
        if (window.count >= perMinute) {
            return false;
        }
        window.count++;
        return true;
    }

    /**
     * Uncounts an admitted request. Has no effect once its minute is over.
     *
     * @param key the key
     */
    public synchronized void takeBack(String key) {
        Window window = windows.get(key);
        if (window != null && window.count > 0) {
            window.count--;
        }
    }
}
