package dev.parley.example.web;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts requests per address in windows of a minute. Guarded by its own monitor; at most {@value #MAX_ADDRESSES} addresses
 * are remembered, the longest silent is forgotten first.
 */
public final class RequestLimits {

    /** The most addresses remembered. */
    public static final int MAX_ADDRESSES = 10_000;

    private static final Duration WINDOW = Duration.ofMinutes(1);

    private static final class Window {
        private long startMillis;
        private int count;
    }

    private final int perMinute;
    private final Clock clock;
    private final Map<String, Window> windows = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
            return size() > MAX_ADDRESSES;
        }
    };

    /**
     * Limits with one allowance for all.
     *
     * @param perMinute requests of one address in a minute, at least 1
     * @param clock tells the time
     */
    public RequestLimits(int perMinute, Clock clock) {
        if (perMinute < 1) {
            throw new IllegalArgumentException("requests per minute: " + perMinute);
        }
        this.perMinute = perMinute;
        this.clock = clock;
    }

    /**
     * Counts a request.
     *
     * @param address where it comes from
     * @return whether it is within the limit
     */
    public synchronized boolean admits(String address) {
        long now = clock.millis();
        Window window = windows.computeIfAbsent(address, key -> new Window());
        if (now - window.startMillis >= WINDOW.toMillis()) {
            window.startMillis = now;
            window.count = 0;
        }
        if (window.count >= perMinute) {
            return false;
        }
        window.count++;
        return true;
    }
}
