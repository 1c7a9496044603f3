package dev.parley.cluster.redis.connection;

import java.time.Duration;

/** Checks of options. */
public final class Checks {

    private Checks() {}

    public static String notEmpty(String value, String what) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException(what + " is empty");
        }
        return value;
    }

    public static int within(int value, int least, int most, String what) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " " + value + ", must be " + least + " to " + most);
        }
        return value;
    }

    public static Duration within(Duration value, Duration least, Duration most, String what) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(what + " " + value + ", must be " + least + " to " + most);
        }
        return value;
    }

    /** At least 1,024. */
    public static long bytes(long bytes, String what) {
        if (bytes < 1_024) {
            throw new IllegalArgumentException(what + " " + bytes + ", must be 1024 or more");
        }
        return bytes;
    }
}
