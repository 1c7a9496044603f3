package dev.parley.transport;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of a request.
 *
 * @param method the HTTP method in upper case
 * @param path the decoded path, starting with {@code /}
 * @param rawQuery the raw query string, without {@code ?}; empty if there was none
 * @param query the decoded query parameters in order of appearance; immutable
 * @param headers the request's headers
 * @param remoteAddress the peer's IP address as text, without port; empty if unknown
 * @param secure whether the request came over TLS
 * @param principal the user authenticated by the container, such as a servlet container behind its security filters;
 *     null if nobody was authenticated or the transport does not know
 */
public record RequestInfo(
        String method,
        String path,
        String rawQuery,
        Map<String, List<String>> query,
        HttpHeaders headers,
        String remoteAddress,
        boolean secure,
        @Nullable Principal principal) {

    /**
     * Creates a request description without a principal, decoding the query once.
     *
     * @param method the HTTP method
     * @param path the decoded path
     * @param rawQuery the raw query string; empty if there was none
     * @param headers the request's headers
     * @param remoteAddress the peer's address, empty if unknown
     * @param secure whether the request came over TLS
     * @return the description
     */
    public static RequestInfo of(
            String method, String path, String rawQuery, HttpHeaders headers, String remoteAddress, boolean secure) {
        Query query = Query.of(rawQuery);
        return new RequestInfo(method, path, query.raw, query.parameters, headers, remoteAddress, secure, null);
    }

    /**
     * Returns this request with an authenticated user.
     *
     * @param who the user authenticated by the container, or null
     * @return the changed copy
     */
    public RequestInfo withPrincipal(@Nullable Principal who) {
        return new RequestInfo(method, path, rawQuery, query, headers, remoteAddress, secure, who);
    }

    /**
     * Returns the value of a query parameter; if it is repeated the last one, like the reference server.
     *
     * @param name the parameter's name
     * @return its last value, or null if it is absent
     */
    public @Nullable String parameter(String name) {
        List<String> values = query.get(name);
        return values == null ? null : values.get(values.size() - 1);
    }

    /**
     * Returns the path and query as one text, as a server would log it.
     *
     * @return the path, followed by {@code ?} and the raw query if there is one
     */
    public String url() {
        return rawQuery.isEmpty() ? path : path + '?' + rawQuery;
    }

    /**
     * A raw query and its parameters. Nearly all clients of an application open with the same short one: the last is
     * cached, so that long-lived requests share it.
     */
    private record Query(String raw, Map<String, List<String>> parameters) {

        private static final int LONGEST_SHARED = 40;
        private static volatile Query last = new Query("", Map.of());

        static Query of(String raw) {
            Query known = last;
            if (known.raw.equals(raw)) {
                return known;
            }
            Query decoded = new Query(raw, decode(raw));
            if (raw.length() <= LONGEST_SHARED) {
                last = decoded;
            }
            return decoded;
        }
    }

    private static Map<String, List<String>> decode(String rawQuery) {
        if (rawQuery.isEmpty()) {
            return Map.of();
        }
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String pair : rawQuery.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = unescape(equals < 0 ? pair : pair.substring(0, equals));
                String value = equals < 0 ? "" : unescape(pair.substring(equals + 1));
                parameters.computeIfAbsent(name, key -> new ArrayList<>(1)).add(value);
            }
        }
        parameters.replaceAll((name, values) -> List.copyOf(values));
        return Collections.unmodifiableMap(parameters);
    }

    private static String unescape(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return text;
        }
    }
}
