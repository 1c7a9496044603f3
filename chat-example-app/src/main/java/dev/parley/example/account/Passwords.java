package dev.parley.example.account;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import java.util.concurrent.Semaphore;

/** Hashes and verifies passwords with Argon2id. Thread-safe; at most {@value #AT_ONCE} hashes are computed at a time. */
final class Passwords {

    static final int MIN_LENGTH = 8;
    static final int MAX_LENGTH = 256;

    private static final int AT_ONCE = 4;
    private static final int MEMORY_KIB = 19_456;
    private static final int ITERATIONS = 2;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    private final Argon2Function argon2 = Argon2Function.getInstance(MEMORY_KIB, ITERATIONS, 1, HASH_BYTES, Argon2.ID);
    private final Semaphore permits = new Semaphore(AT_ONCE);

    /** Used if there is no account, so that the response time does not reveal which names exist. */
    private final String nobody = hash("no password is this long ago");

    String hash(String password) {
        permits.acquireUninterruptibly();
        try {
            return Password.hash(password)
                    .addRandomSalt(SALT_BYTES)
                    .with(argon2)
                    .getResult();
        } finally {
            permits.release();
        }
    }

    boolean matches(String password, String hash) {
        permits.acquireUninterruptibly();
        try {
            return Password.check(password, hash).with(Argon2Function.getInstanceFromHash(hash));
        } finally {
            permits.release();
        }
    }

    /** A hash that takes as long to verify as any other. */
    String ofNobody() {
        return nobody;
    }
}
