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
 * What a request says about itself.
 *
 * @param method the HTTP method in upper case
 * @param path the decoded path, beginning with {@code /}
 * @param rawQuery the query as it stood in the URL, without {@code ?}; empty if there was none
 * @param query the decoded query parameters in order of appearance; immutable
 * @param headers the request's headers
 * @param remoteAddress the peer's address as text, an IP address without port; empty when unknown
 * @param secure whether the request came over TLS
 * @param principal who the container says has sent the request, such as a servlet container behind its security filters; null if
 *     nobody was authenticated or the transport does not know
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
     * Makes a request description without a principal, decoding the query once.
     *
     * @param method the HTTP method
     * @param path the decoded path
     * @param rawQuery the query as it stood in the URL; empty if there was none
     * @param headers the request's headers
     * @param remoteAddress the peer's address, empty when unknown
     * @param secure whether the request came over TLS
     * @return the description
     */
    public static RequestInfo of(
            String method, String path, String rawQuery, HttpHeaders headers, String remoteAddress, boolean secure) {
        Query query = Query.of(rawQuery);
        return new RequestInfo(method, path, query.raw, query.parameters, headers, remoteAddress, secure, null);
    }

    /**
     * This request as one of an authenticated user.
     *
     * @param who the user as the container authenticated it, or null
     * @return the changed copy
     */
    public RequestInfo withPrincipal(@Nullable Principal who) {
        return new RequestInfo(method, path, rawQuery, query, headers, remoteAddress, secure, who);
    }

    /**
     * The value of a query parameter; of one that is repeated the last, as in the reference server.
     *
     * @param name the parameter's name
     * @return its last value, or null if the query does not have it
     */
    public @Nullable String parameter(String name) {
        List<String> values = query.get(name);
        return values == null ? null : values.get(values.size() - 1);
    }

    /**
     * The path and query as one text, as a server logs it.
     *
     * @return the path, and behind a {@code ?} the raw query when there is one
     */
    public String url() {
        return rawQuery.isEmpty() ? path : path + '?' + rawQuery;
    }

    /**
     * A query and what it says. Nearly all clients of an application open with the same short one: the last is kept, so that
     * long-lived requests share it.
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
