package dev.parley.cluster.redis.server;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** An address of one Redis, with who signs in. */
record RedisUrl(
        InetSocketAddress address,
        boolean tls,
        @Nullable String user,
        @Nullable String password,
        int database) {

    private static final int DEFAULT_PORT = 6379;

    /** Without user and password. */
    @Override
    public String toString() {
        return address.toString();
    }

    static RedisUrl of(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException malformed) {
            // Its message shows the address with the password.
            throw refused();
        }
        boolean tls = "rediss".equalsIgnoreCase(uri.getScheme());
        String host = uri.getHost();
        if (!(tls || "redis".equalsIgnoreCase(uri.getScheme())) || host == null || uri.getQuery() != null) {
            throw refused();
        }
        String user = null;
        String password = null;
        if (uri.getRawUserInfo() != null) {
            String info = uri.getRawUserInfo();
            int colon = info.indexOf(':');
            user = colon <= 0 ? null : decoded(info.substring(0, colon));
            password = decoded(info.substring(colon + 1));
        }
        int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        return new RedisUrl(
                InetSocketAddress.createUnresolved(bare(host), port), tls, user, password, database(uri.getPath()));
    }

    /** {@code host:port}, {@code [address]:port}, or either without a port. */
    static InetSocketAddress hostAndPort(String text, int otherwise) {
        URI uri;
        try {
            uri = new URI("redis://" + text);
        } catch (URISyntaxException malformed) {
            throw noHost();
        }
        String host = uri.getHost();
        if (host == null
                || uri.getRawUserInfo() != null
                || !String.valueOf(uri.getRawPath()).isEmpty()
                || uri.getQuery() != null
                || uri.getFragment() != null) {
            throw noHost();
        }
        return InetSocketAddress.createUnresolved(bare(host), uri.getPort() < 0 ? otherwise : uri.getPort());
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static IllegalArgumentException noHost() {
        return new IllegalArgumentException("not an address of a server: host:port is one");
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static int database(@Nullable String path) {
        if (path == null || path.length() < 2) {
            return 0;
        }
        try {
            return Integer.parseUnsignedInt(path.substring(1));
        } catch (NumberFormatException notOne) {
            throw refused();
        }
    }

    private static IllegalArgumentException refused() {
        return new IllegalArgumentException("not an address of Redis: redis://user:password@host:port/database is one");
    }
}
