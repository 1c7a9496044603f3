package dev.parley.transport.policy;

import org.jspecify.annotations.Nullable;

/**
 * The cookie set by a handshake response, with the session id as its value, for load balancers with sticky sessions.
 * Disabled by default.
 *
 * @param name the cookie's name; {@code io} by default
 * @param path its path, or null for none; {@code /} by default
 * @param httpOnly whether it is hidden from scripts; true by default
 * @param sameSite {@code Strict}, {@code Lax} (the default), {@code None}, or null for no such attribute
 * @param secure whether it is sent over TLS only; false by default
 */
public record CookiePolicy(
        String name,
        @Nullable String path,
        boolean httpOnly,
        @Nullable String sameSite,
        boolean secure) {

    /**
     * Validates the values.
     *
     * @param name the cookie's name, a token
     * @param path its path, or null for none
     * @param httpOnly whether it is hidden from scripts
     * @param sameSite the {@code SameSite} attribute, or null for none
     * @param secure whether it is sent over TLS only
     * @throws IllegalArgumentException if a name or attribute contains a character that is not allowed in a cookie
     */
    public CookiePolicy {
        checkToken("name", name);
        if (path != null) {
            checkAttribute("path", path);
        }
        if (sameSite != null) {
            checkAttribute("sameSite", sameSite);
        }
    }

    /**
     * Returns the default cookie: {@code io=<sid>; Path=/; HttpOnly; SameSite=Lax}.
     *
     * @return the policy
     */
    public static CookiePolicy defaults() {
        return new CookiePolicy("io", "/", true, "Lax", false);
    }

    /**
     * Returns the header value for a session.
     *
     * @param sid the session's id
     * @return the value of {@code Set-Cookie}
     */
    public String header(String sid) {
        StringBuilder text = new StringBuilder(name).append('=').append(sid);
        if (path != null) {
            text.append("; Path=").append(path);
        }
        if (httpOnly) {
            text.append("; HttpOnly");
        }
        if (secure) {
            text.append("; Secure");
        }
        if (sameSite != null) {
            text.append("; SameSite=").append(sameSite);
        }
        return text.toString();
    }

    private static void checkToken(String what, String value) {
        if (!value.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
            throw new IllegalArgumentException("not a cookie " + what + ": '" + value + "'");
        }
    }

    private static void checkAttribute(String what, String value) {
        if (value.chars().anyMatch(c -> c < ' ' || c > '~' || c == ';')) {
            throw new IllegalArgumentException("not a cookie " + what + ": '" + value + "'");
        }
    }
}
