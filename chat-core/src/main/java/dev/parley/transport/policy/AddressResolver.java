package dev.parley.transport.policy;

import dev.parley.transport.RequestInfo;
import java.util.List;

/**
 * Determines whose a request is: the address by which clients are distinguished when something is bounded by address.
 *
 * <p>The default is the address of the peer, which is the proxy's when there is one. Headers of a request are believed only
 * when the application says so, because any client can send them.
 */
@FunctionalInterface
public interface AddressResolver {

    /**
     * The address of the client that sent a request. Called on I/O threads; must not block.
     *
     * @param request the request
     * @return an IP address without port, or any other text that distinguishes clients; empty when unknown, which is bounded by
     *     no limit by address
     */
    String address(RequestInfo request);

    /**
     * Believes the peer's address alone.
     *
     * @return the resolver
     */
    static AddressResolver peer() {
        return RequestInfo::remoteAddress;
    }

    /**
     * Reads the header {@code X-Forwarded-For}, to which each proxy on the way appends the address it was called from.
     *
     * @param proxies how many proxies of one's own every request passes, 1 or more: the address that the outermost of them
     *     saw counts, whatever the client wrote before it. A request with fewer entries has the peer's address
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
