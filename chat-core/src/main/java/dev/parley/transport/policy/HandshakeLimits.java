package dev.parley.transport.policy;

import java.util.Objects;

/**
 * Limits on pending handshakes: sessions that are open but have not sent CONNECT for a namespace. Further handshakes
 * are answered with status 503, or 429 if their address has too many, and an explanatory text; clients retry by
 * themselves.
 *
 * <p>A handshake is pending for one round trip. The limits are therefore far above what a burst of arrivals needs,
 * while a client that opens and abandons sessions is soon cut off. All clients behind a NAT or proxy share one address:
 * behind your own proxy use {@link AddressResolver#forwardedBy}. Of an IPv6 address the first 64 bits count, since the
 * client controls the others.
 *
 * @param total maximum number of pending handshakes, positive
 * @param byAddress maximum number per address, positive
 * @param addresses resolves client addresses
 */
public record HandshakeLimits(int total, int byAddress, AddressResolver addresses) {

    /** Default maximum number of pending handshakes per address. */
    public static final int DEFAULT_BY_ADDRESS = 1_000;

    /** The default total is one for this many bytes of the maximum heap size, within 1,000 and 50,000. */
    public static final int HEAP_BYTES_A_SESSION = 64 * 1024;

    private static final int MIN_TOTAL = 1_000;
    private static final int MAX_TOTAL = 50_000;

    public HandshakeLimits {
        if (total < 1 || byAddress < 1) {
            throw new IllegalArgumentException(
                    "handshake limits must be positive: total=" + total + ", byAddress=" + byAddress);
        }
        Objects.requireNonNull(addresses, "addresses");
    }

    /**
     * Returns the defaults: a total depending on the heap size, {@value #DEFAULT_BY_ADDRESS} per address, and the
     * peer's address.
     *
     * @return the defaults
     */
    public static HandshakeLimits defaults() {
        long byHeap = Runtime.getRuntime().maxMemory() / HEAP_BYTES_A_SESSION;
        int total = (int) Math.max(MIN_TOTAL, Math.min(MAX_TOTAL, byHeap));
        return new HandshakeLimits(total, DEFAULT_BY_ADDRESS, AddressResolver.peer());
    }

    /**
     * Returns these limits with another address resolver.
     *
     * @param others resolves client addresses
     * @return the changed copy
     */
    public HandshakeLimits withAddresses(AddressResolver others) {
        return new HandshakeLimits(total, byAddress, others);
    }
}
