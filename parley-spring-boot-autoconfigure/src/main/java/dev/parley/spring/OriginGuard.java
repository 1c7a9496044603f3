package dev.parley.spring;

import dev.parley.transport.RequestInfo;
import dev.parley.transport.policy.HandshakeGuard;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Refuses handshakes of pages from other origins, as browsers name them; clients that are no browsers name none. */
final class OriginGuard implements HandshakeGuard {

    private final Set<String> allowed;

    OriginGuard(Set<String> allowed) {
        this.allowed = allowed;
    }

    @Override
    public CompletionStage<Decision> decide(RequestInfo request) {
        String origin = request.headers().first("Origin");
        boolean own = origin == null
                || allowed.contains("*")
                || allowed.contains(origin)
                || isSame(origin, request.headers().first("Host"));
        return CompletableFuture.completedStage(
                own ? Decision.allow() : Decision.refuse("pages of other origins are not allowed"));
    }

    /** Host and port decide: behind a proxy that ends TLS the scheme is not the one that the browser sees. */
    private static boolean isSame(String origin, @Nullable String host) {
        try {
            String authority = new URI(origin).getRawAuthority();
            return host != null && host.equalsIgnoreCase(authority);
        } catch (URISyntaxException malformed) {
            return false;
        }
    }
}
