package dev.parley.transport.policy;

import java.util.Objects;

/**
 * How many sessions may be on their way in: opened, but without the CONNECT of a namespace. Beyond, a handshake is answered
 * with status 503, or 429 when it is its address that has too many, and a text that says so; clients try again by themselves.
 *
 * <p>A client is on its way for one round trip. So the bounds are far above what a burst of arrivals needs, and a client that
 * opens sessions and leaves them is not served for long. All clients behind one NAT or proxy have one address: behind a proxy
 * of one's own give {@link AddressResolver#forwardedBy}. Of an IPv6 address the first 64 bits count, since the others are the
 * client's to choose.
 *
 * @param total sessions on their way in, positive
 * @param byAddress of them, from one address, positive
 * @param addresses determines whose a request is
 */
public record HandshakeLimits(int total, int byAddress, AddressResolver addresses) {

    /** Sessions on their way in from one address, unless said otherwise. */
    public static final int DEFAULT_BY_ADDRESS = 1_000;

    /** The default total is one session for so many bytes of the largest heap, within 1,000 and 50,000. */
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
     * A total by the size of the heap, {@value #DEFAULT_BY_ADDRESS} by address, and the peer's address.
     *
     * @return the defaults
     */
    public static HandshakeLimits defaults() {
        long byHeap = Runtime.getRuntime().maxMemory() / HEAP_BYTES_A_SESSION;
        int total = (int) Math.max(MIN_TOTAL, Math.min(MAX_TOTAL, byHeap));
        return new HandshakeLimits(total, DEFAULT_BY_ADDRESS, AddressResolver.peer());
    }

    /**
     * The same limits with another way to determine addresses.
     *
     * @param others determines whose a request is
     * @return the changed copy
     */
    public HandshakeLimits withAddresses(AddressResolver others) {
        return new HandshakeLimits(total, byAddress, others);
    }
}
