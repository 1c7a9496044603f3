package dev.parley.transport;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
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
 */
public record RequestInfo(
        String method,
        String path,
        String rawQuery,
        Map<String, List<String>> query,
        HttpHeaders headers,
        String remoteAddress,
        boolean secure) {

    /**
     * Makes a request description, decoding the query once.
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
        return new RequestInfo(method, path, query.raw, query.parameters, headers, remoteAddress, secure);
    }

    /**
     * The first value of a query parameter.
     *
     * @param name the parameter's name
     * @return its first value, or null if the query does not have it
     */
    public @Nullable String parameter(String name) {
        List<String> values = query.get(name);
        return values == null ? null : values.get(0);
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
