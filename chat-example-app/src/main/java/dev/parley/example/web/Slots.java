package dev.parley.example.web;

import java.util.HashMap;
import java.util.Map;

/** How many transfers are under way at once, in all and for each client. Guarded by its own monitor. */
public final class Slots {

    private final int total;
    private final int perKey;
    private final Map<String, Integer> taken = new HashMap<>();
    private int all;

    /**
     * None taken.
     *
     * @param total the most in all
     * @param perKey the most of one client
     */
    public Slots(int total, int perKey) {
        this.total = total;
        this.perKey = perKey;
    }

    /**
     * Takes a slot until a request is over.
     *
     * @param key who
     * @param call whose end gives it back
     * @throws HttpProblem with 429 if this client has too many, 503 if all together have
     */
    public void take(String key, Call call) throws HttpProblem {
        synchronized (this) {
            int own = taken.getOrDefault(key, 0);
            if (own >= perKey) {
                throw new HttpProblem(429, "Too many transfers at once. Please wait for one to end.");
            }
            if (all >= total) {
                throw new HttpProblem(503, Failures.OVERLOADED, "The server is busy. Please try again.");
            }
            taken.put(key, own + 1);
            all++;
        }
        call.onEnd(() -> giveBack(key));
    }

    private synchronized void giveBack(String key) {
        taken.computeIfPresent(key, (name, own) -> own == 1 ? null : own - 1);
        all--;
    }

    /**
     * How many are taken.
     *
     * @return the number now
     */
    public synchronized int taken() {
        return all;
    }
}
