package dev.parley.example.web;

import java.util.HashMap;
import java.util.Map;

/** Limits concurrent transfers, in total and per client. Guarded by its own monitor. */
public final class Slots {

    private final int total;
    private final int perKey;
    private final Map<String, Integer> taken = new HashMap<>();
    private int all;

    /**
     * Creates the slots, all free.
     *
     * @param total the maximum in total
     * @param perKey the maximum per client
     */
    public Slots(int total, int perKey) {
        this.total = total;
        this.perKey = perKey;
    }

    /**
     * Acquires a slot until a request is over.
     *
     * @param key the client
     * @param call the request, whose end releases the slot
     * @throws HttpProblem with 429 if this client has too many, 503 if all clients together have
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
     * Returns the number of slots in use.
     *
     * @return the current number
     */
    public synchronized int taken() {
        return all;
    }
}
