package dev.parley.transport.policy;

import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The Cross-Origin Resource Sharing policy: which web pages of other origins may use the server. Disabled by default.
 *
 * <p>With a policy, a WebSocket upgrade is refused if its {@code Origin} is neither allowed nor the server's own;
 * requests without {@code Origin}, as programs send them, pass.
 */
public final class CorsPolicy {

    private final boolean anyOrigin;
    private final @Nullable String fixedOrigin;
    private final List<Predicate<String>> origins;
    private final String methods;
    private final @Nullable String allowedHeaders;
    private final @Nullable String exposedHeaders;
    private final boolean credentials;
    private final @Nullable Duration maxAge;
    private final int preflightStatus;

    private CorsPolicy(Builder builder) {
        anyOrigin = builder.anyOrigin;
        fixedOrigin = builder.origins.size() == 1 && !anyOrigin ? builder.onlyText : null;
        origins = List.copyOf(builder.origins);
        methods = builder.methods;
        allowedHeaders = builder.allowedHeaders;
        exposedHeaders = builder.exposedHeaders;
        credentials = builder.credentials;
        maxAge = builder.maxAge;
        preflightStatus = builder.preflightStatus;
    }

    /**
     * Returns a builder of a policy that allows no origin yet.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a policy for the given origins.
     *
     * @param origins such as {@code https://chat.example}; {@code *} allows every origin
     * @return the policy
     */
    public static CorsPolicy of(String... origins) {
        return builder().origin(origins).build();
    }

    /**
     * Returns whether pages of an origin may use the server.
     *
     * @param origin the value of the {@code Origin} header
     * @return true if allowed
     */
    public boolean allows(String origin) {
        return anyOrigin || origins.stream().anyMatch(allowed -> allowed.test(origin));
    }

    /**
     * Returns the status of preflight responses.
     *
     * @return 204 by default
     */
    public int preflightStatus() {
        return preflightStatus;
    }

    /**
     * Returns the headers of the response to an actual request.
     *
     * @param request the request
     * @return the headers
     */
    public HttpHeaders actualHeaders(RequestInfo request) {
        HttpHeaders headers = originHeaders(request);
        return exposedHeaders == null ? headers : headers.with("Access-Control-Expose-Headers", exposedHeaders);
    }

    /**
     * Returns the headers of the response to a preflight request.
     *
     * @param request the request, an {@code OPTIONS}
     * @return the headers
     */
    public HttpHeaders preflightHeaders(RequestInfo request) {
        HttpHeaders headers = originHeaders(request).with("Access-Control-Allow-Methods", methods);
        String asked = request.headers().first("Access-Control-Request-Headers");
        if (allowedHeaders != null) {
            headers = headers.with("Access-Control-Allow-Headers", allowedHeaders);
        } else if (asked != null && !asked.isEmpty()) {
            headers =
                    headers.with("Vary", "Access-Control-Request-Headers").with("Access-Control-Allow-Headers", asked);
        }
        if (maxAge != null) {
            headers = headers.with("Access-Control-Max-Age", Long.toString(maxAge.toSeconds()));
        }
        return exposedHeaders == null ? headers : headers.with("Access-Control-Expose-Headers", exposedHeaders);
    }

    private HttpHeaders originHeaders(RequestInfo request) {
        HttpHeaders headers = HttpHeaders.none();
        if (anyOrigin && !credentials) {
            headers = headers.with("Access-Control-Allow-Origin", "*");
        } else if (fixedOrigin != null) {
            headers = headers.with("Vary", "Origin");
            if (fixedOrigin.equals(request.headers().first("Origin"))) {
                headers = headers.with("Access-Control-Allow-Origin", fixedOrigin);
            }
        } else {
            headers = headers.with("Vary", "Origin");
            String origin = request.headers().first("Origin");
            if (origin != null && allows(origin)) {
                headers = headers.with("Access-Control-Allow-Origin", origin);
            }
        }
        return credentials ? headers.with("Access-Control-Allow-Credentials", "true") : headers;
    }

    /** Builder of a policy. Not thread-safe. */
    public static final class Builder {

        private boolean anyOrigin;
        private @Nullable String onlyText;
        private final List<Predicate<String>> origins = new ArrayList<>();
        private String methods = "GET,HEAD,PUT,PATCH,POST,DELETE";
        private @Nullable String allowedHeaders;
        private @Nullable String exposedHeaders;
        private boolean credentials;
        private @Nullable Duration maxAge;
        private int preflightStatus = 204;

        private Builder() {}

        /**
         * Allows origins by name.
         *
         * @param allowed exact origins such as {@code https://chat.example}; {@code *} for all
         * @return this builder
         */
        public Builder origin(String... allowed) {
            for (String origin : allowed) {
                if (origin.equals("*")) {
                    anyOrigin = true;
                } else {
                    onlyText = origin;
                    origins.add(origin::equals);
                }
            }
            return this;
        }

        /**
         * Allows the origins that contain a match of a pattern.
         *
         * @param pattern searched in the origin; anchor it to match the whole
         * @return this builder
         */
        public Builder origin(Pattern pattern) {
            onlyText = null;
            origins.add(origin -> pattern.matcher(origin).find());
            return this;
        }

        /**
         * Allows the origins that a predicate accepts.
         *
         * @param predicate called on the executor
         * @return this builder
         */
        public Builder originIf(Predicate<String> predicate) {
            onlyText = null;
            origins.add(Objects.requireNonNull(predicate, "predicate"));
            return this;
        }

        /**
         * Sets the methods listed in preflight responses.
         *
         * @param names by default GET, HEAD, PUT, PATCH, POST, DELETE
         * @return this builder
         */
        public Builder methods(String... names) {
            methods = String.join(",", names);
            return this;
        }

        /**
         * Sets the request headers listed in preflight responses.
         *
         * @param names by default those requested by the preflight
         * @return this builder
         */
        public Builder allowedHeaders(String... names) {
            allowedHeaders = String.join(",", names);
            return this;
        }

        /**
         * Sets the response headers that a page may read.
         *
         * @param names none by default
         * @return this builder
         */
        public Builder exposedHeaders(String... names) {
            exposedHeaders = String.join(",", names);
            return this;
        }

        /**
         * Sets whether pages may send cookies. If so, {@code *} is replaced by the page's own origin.
         *
         * @param allowed false by default
         * @return this builder
         */
        public Builder credentials(boolean allowed) {
            credentials = allowed;
            return this;
        }

        /**
         * Sets how long browsers may cache a preflight response.
         *
         * @param age sent in whole seconds; absent by default
         * @return this builder
         */
        public Builder maxAge(Duration age) {
            maxAge = Objects.requireNonNull(age, "age");
            return this;
        }

        /**
         * Sets the status of preflight responses.
         *
         * @param status 204 by default; some old browsers need 200
         * @return this builder
         */
        public Builder preflightStatus(int status) {
            preflightStatus = status;
            return this;
        }

        /**
         * Builds the policy.
         *
         * @return the policy
         */
        public CorsPolicy build() {
            return new CorsPolicy(this);
        }
    }
}
