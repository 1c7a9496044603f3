package dev.parley.socketio.handshake;

import dev.parley.socketio.packet.JsonCodec;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import java.security.Principal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The handshake of a socket: the request that opened its session, and the auth payload for its namespace. Immutable. */
public final class Handshake {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "EEE MMM dd yyyy HH:mm:ss 'GMT+0000'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final RequestInfo request;
    private final Instant issued;
    private final @Nullable Object auth;
    private final JsonCodec json;

    private Handshake(RequestInfo request, Instant issued, @Nullable Object auth, JsonCodec json) {
        this.request = request;
        this.issued = issued;
        this.auth = auth;
        this.json = json;
    }

    /**
     * Creates the handshake of a client of this process.
     *
     * @param request the request that opened its session
     * @param issued when it asked for the namespace
     * @param auth the auth payload, or null if there is none
     * @param json converts the payload to Java types
     * @return the handshake
     */
    public static Handshake of(RequestInfo request, Instant issued, @Nullable Object auth, JsonCodec json) {
        return new Handshake(request, issued, auth, json);
    }

    /**
     * Returns the headers of the request that opened the session.
     *
     * @return the headers
     */
    public HttpHeaders headers() {
        return request.headers();
    }

    /**
     * Returns when the socket connected, as readable text.
     *
     * @return the time in UTC
     */
    public String time() {
        return TIME.format(issued);
    }

    /**
     * Returns the client's address.
     *
     * @return an IP address without port; empty if unknown
     */
    public String address() {
        return request.remoteAddress();
    }

    /**
     * Returns whether the request is cross-origin, according to its {@code Origin} header.
     *
     * @return true if so
     */
    public boolean xdomain() {
        return request.headers().first("Origin") != null;
    }

    /**
     * Returns whether the request came over TLS.
     *
     * @return true if so
     */
    public boolean secure() {
        return request.secure();
    }

    /**
     * Returns the user authenticated by the server's container, such as its security filters.
     *
     * @return the principal; null if nobody was authenticated, or the transport does not support it
     */
    public @Nullable Principal principal() {
        return request.principal();
    }

    /**
     * Returns when the socket connected.
     *
     * @return the time
     */
    public Instant issued() {
        return issued;
    }

    /**
     * Returns the path and query of the request.
     *
     * @return the URL as a server would log it
     */
    public String url() {
        return request.url();
    }

    /**
     * Returns the query parameters of the request.
     *
     * @return names and values, in order; immutable
     */
    public Map<String, List<String>> query() {
        return request.query();
    }

    /**
     * Returns the value of a query parameter; if it is repeated the last one.
     *
     * @param name the parameter's name
     * @return its value, or null
     */
    public @Nullable String query(String name) {
        return request.parameter(name);
    }

    /**
     * Returns a field of the auth payload, which is client input and must be verified.
     *
     * @param <T> the type
     * @param field the field's name
     * @param type the type
     * @return the field; null if there is no payload or no such field, or if it does not fit the type
     */
    public <T> @Nullable T auth(String field, Class<T> type) {
        Objects.requireNonNull(type, "type");
        Object fields = json.plain(auth);
        if (!(fields instanceof Map<?, ?> map)) {
            return null;
        }
        try {
            return json.convert(map.get(field), type);
        } catch (IllegalArgumentException misfit) {
            return null;
        }
    }

    /**
     * Returns the whole auth payload; an absent one is treated as an empty object.
     *
     * @param <T> the type
     * @param type the type
     * @return the payload
     * @throws IllegalArgumentException if it does not fit the type
     */
    public <T> @Nullable T auth(Class<T> type) {
        return json.convert(auth == null ? Map.of() : auth, type);
    }

    /**
     * Returns the form for other servers of a cluster, that of the reference: headers, time, address, xdomain, secure,
     * issued, url, query and auth. It includes everything the client sent, including secrets, but not the principal.
     *
     * @return plain values, by name
     */
    public Map<String, @Nullable Object> toMap() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        Map<String, String> headers = new LinkedHashMap<>();
        headers()
                .forEach((name, value) ->
                        headers.merge(name.toLowerCase(Locale.ROOT), value, (first, next) -> first + ", " + next));
        map.put("headers", headers);
        map.put("time", time());
        map.put("address", address());
        map.put("xdomain", xdomain());
        map.put("secure", secure());
        map.put("issued", issued.toEpochMilli());
        map.put("url", url());
        Map<String, Object> query = new LinkedHashMap<>();
        query().forEach((name, values) -> query.put(name, values.size() == 1 ? values.get(0) : values));
        map.put("query", query);
        map.put("auth", auth == null ? Map.of() : json.plain(auth));
        return map;
    }

    /**
     * Creates a handshake received from another server of a cluster.
     *
     * @param map as returned by {@link #toMap}; missing or mismatching values are empty
     * @param json converts the auth payload to Java types
     * @return the handshake
     */
    public static Handshake of(Map<String, ? extends @Nullable Object> map, JsonCodec json) {
        HttpHeaders headers = HttpHeaders.none();
        if (map.get("headers") instanceof Map<?, ?> lines) {
            for (Map.Entry<?, ?> line : lines.entrySet()) {
                if (line.getKey() instanceof String name && line.getValue() instanceof String value) {
                    headers = withHeader(headers, name, value);
                }
            }
        }
        String url = map.get("url") instanceof String text ? text : "/";
        int query = url.indexOf('?');
        RequestInfo request = RequestInfo.of(
                "GET",
                query < 0 ? url : url.substring(0, query),
                query < 0 ? "" : url.substring(query + 1),
                headers,
                map.get("address") instanceof String address ? address : "",
                Boolean.TRUE.equals(map.get("secure")));
        Instant issued = Instant.ofEpochMilli(map.get("issued") instanceof Number millis ? millis.longValue() : 0);
        return new Handshake(request, issued, map.get("auth"), json);
    }

    private static HttpHeaders withHeader(HttpHeaders headers, String name, String value) {
        try {
            return headers.with(name, value);
        } catch (IllegalArgumentException malformed) {
            return headers;
        }
    }

    /**
     * Returns this handshake with another auth payload.
     *
     * @param payload the payload, plain values as the JSON codec reads them
     * @return the changed copy
     */
    public Handshake withAuth(Map<String, ?> payload) {
        return new Handshake(request, issued, payload, json);
    }

    /** Returns only the address: headers, query and auth may contain secrets. */
    @Override
    public String toString() {
        return "handshake from " + address();
    }
}
