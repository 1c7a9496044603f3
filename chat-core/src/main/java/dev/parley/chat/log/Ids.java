package dev.parley.chat.log;

import dev.parley.model.MessageId;
import dev.parley.time.Scheduler;
import java.util.random.RandomGenerator;

/** Generates unguessable ids, given an unpredictable generator, that sort roughly by time: 48 bits of milliseconds and 80 random bits. Thread-safe. */
public final class Ids {

    private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
    private static final int TIME_DIGITS = 10;
    private static final int RANDOM_DIGITS = 16;
    private static final int BITS = 5;

    private final Scheduler scheduler;
    private final RandomGenerator random;

    public Ids(Scheduler scheduler, RandomGenerator random) {
        this.scheduler = scheduler;
        this.random = random;
    }

    public MessageId message() {
        return MessageId.of(next());
    }

    public String next() {
        char[] id = new char[TIME_DIGITS + RANDOM_DIGITS];
        long millis = scheduler.now().toEpochMilli();
        for (int i = TIME_DIGITS - 1; i >= 0; i--) {
            id[i] = DIGITS[(int) (millis & 31)];
            millis >>>= BITS;
        }
        // One call: each takes the lock of the generator and hashes its state.
        byte[] bytes = new byte[RANDOM_DIGITS];
        random.nextBytes(bytes);
        for (int i = 0; i < RANDOM_DIGITS; i++) {
            id[TIME_DIGITS + i] = DIGITS[bytes[i] & 31];
        }
        return new String(id);
    }
}
