package dev.parley.transport.policy;

import dev.parley.transport.RequestInfo;
import java.util.List;

/**
 * Resolves the client address of a request, by which clients are distinguished for limits per address.
 *
 * <p>The default is the peer's address, which is the proxy's if there is one. Request headers are trusted only if the
 * application says so, because any client can send them.
 */
@FunctionalInterface
public interface AddressResolver {

    /**
     * Returns the address of the client that sent a request. Called on I/O threads; must not block.
     *
     * @param request the request
     * @return an IP address without port, or any other text that distinguishes clients; empty if unknown, which exempts
     *     it from limits per address
     */
    String address(RequestInfo request);

    /**
     * Returns a resolver that uses only the peer's address.
     *
     * @return the resolver
     */
    static AddressResolver peer() {
        return RequestInfo::remoteAddress;
    }

    /**
     * Returns a resolver that reads the header {@code X-Forwarded-For}, to which each proxy on the way appends its
     * peer's address.
     *
     * @param proxies the number of trusted proxies that every request passes, 1 or more: the address seen by the
     *     outermost of them counts, whatever the client wrote before it. A request with fewer entries has the peer's
     *     address
     * @return the resolver
     * @throws IllegalArgumentException if there is no proxy
     */
    static AddressResolver forwardedBy(int proxies) {
        if (proxies < 1) {
            throw new IllegalArgumentException("proxies must be positive: " + proxies);
        }
        return request -> {
            List<String> entries = request.headers().all("X-Forwarded-For").stream()
                    .flatMap(line -> java.util.Arrays.stream(line.split(",", -1)))
                    .map(String::strip)
                    .toList();
            return entries.size() < proxies ? request.remoteAddress() : entries.get(entries.size() - proxies);
        };
    }
}
