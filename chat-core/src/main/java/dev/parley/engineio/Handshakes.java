package dev.parley.engineio;

import dev.parley.engineio.http.Refusal;
import dev.parley.transport.RequestInfo;
import dev.parley.transport.policy.HandshakeLimits;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts pending handshakes, in total and per address. Thread-safe and lock-free. */
final class Handshakes {

    /** The prefix that a provider assigns to a customer, who controls the rest. */
    private static final int IPV6_PREFIX_BYTES = 8;

    private final HandshakeLimits limits;
    private final AtomicInteger total = new AtomicInteger();
    private final ConcurrentMap<String, Integer> byAddress = new ConcurrentHashMap<>();

    Handshakes(HandshakeLimits limits) {
        this.limits = limits;
    }

    /** The place of a pending handshake, or why it has none. */
    static final class Place {

        private final @Nullable Refusal refusal;
        private final Runnable leaving;
        private final AtomicBoolean left = new AtomicBoolean();

        private Place(@Nullable Refusal refusal, Runnable leaving) {
            this.refusal = refusal;
            this.leaving = leaving;
        }

        /** Null if there was a place. */
        @Nullable
        Refusal refusal() {
            return refusal;
        }

        /** The session has arrived, or is gone. Idempotent. */
        void leave() {
            if (refusal == null && left.compareAndSet(false, true)) {
                leaving.run();
            }
        }
    }

    /** Acquires a place for a request that opens a session. */
    Place take(RequestInfo request) {
        if (total.incrementAndGet() > limits.total()) {
            total.decrementAndGet();
            return new Place(Refusal.tooManyHandshakes(), () -> {});
        }
        String address = key(limits.addresses().address(request));
        if (!address.isEmpty() && byAddress.merge(address, 1, Integer::sum) > limits.byAddress()) {
            leave(address);
            return new Place(Refusal.tooManyHandshakesOfAddress(), () -> {});
        }
        return new Place(null, () -> leave(address));
    }

    private void leave(String address) {
        total.decrementAndGet();
        if (!address.isEmpty()) {
            byAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
        }
    }

    /** The number of pending handshakes. */
    int count() {
        return total.get();
    }

    static String key(String address) {
        int zone = address.indexOf('%');
        String bare = zone < 0 ? address : address.substring(0, zone);
        if (bare.indexOf(':') < 0 || !bare.chars().allMatch(Handshakes::isInLiteral)) {
            return address;
        }
        try {
            // A literal address, so there is no DNS lookup.
            InetAddress parsed = InetAddress.getByName(bare);
            return parsed instanceof Inet6Address six
                    ? HexFormat.of().formatHex(Arrays.copyOf(six.getAddress(), IPV6_PREFIX_BYTES))
                    : parsed.getHostAddress();
        } catch (UnknownHostException malformed) {
            return address;
        }
    }

    private static boolean isInLiteral(int character) {
        return character == ':' || character == '.' || Character.digit(character, 16) >= 0;
    }
}
