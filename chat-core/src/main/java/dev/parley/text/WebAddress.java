package dev.parley.text;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Decides whether a text is an address that a page may fetch: {@code http}, {@code https} (RFC 3986, RFC 9110, 4.2), or
 * a path on the same server. User info is rejected because it can make one host look like another, and malformed hosts
 * because programs parse them differently.
 */
public final class WebAddress {

    private static final Pattern SCHEME = Pattern.compile("https?://");
    private static final Pattern ALLOWED =
            Pattern.compile("(?:[!$&'()*+,;=:@/?#A-Za-z0-9\\-._~\\[\\]|^`{}]|%[0-9a-fA-F]{2})*");
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+|0[xX][0-9a-fA-F]*");
    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");
    private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-fA-F:.]{2,45}]");
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
    private static final int MAX_HOST = 253;
    private static final int MAX_PORT = 65_535;

    private WebAddress() {}

    /**
     * Returns whether a text is such an address.
     *
     * @param text any text
     * @return true if it is
     */
    public static boolean isOne(String text) {
        if (!ALLOWED.matcher(text).matches()) {
            return false;
        }
        if (text.startsWith("/")) {
            return !text.startsWith("//");
        }
        var scheme = SCHEME.matcher(text);
        return scheme.lookingAt() && isAuthority(authority(text.substring(scheme.end())));
    }

    private static String authority(String rest) {
        int end = 0;
        while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        return rest.substring(0, end);
    }

    /** A host and an optional port. */
    private static boolean isAuthority(String authority) {
        int colon = authority.lastIndexOf(':');
        boolean port = colon > authority.lastIndexOf(']');
        if (port && !isPort(authority.substring(colon + 1))) {
            return false;
        }
        String host = port ? authority.substring(0, colon) : authority;
        return host.startsWith("[") ? isIpv6(host) : isName(host);
    }

    private static boolean isPort(String text) {
        return PORT.matcher(text).matches() && Integer.parseInt(text) <= MAX_PORT;
    }

    private static boolean isIpv6(String host) {
        try {
            return IPV6.matcher(host).matches() && InetAddress.getByName(host) != null;
        } catch (UnknownHostException malformed) {
            return false;
        }
    }

    /** A domain name, or an IPv4 address: browsers parse every host whose last label is a number as an address. */
    private static boolean isName(String host) {
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        if (name.isEmpty() || name.length() > MAX_HOST) {
            return false;
        }
        String[] labels = name.toLowerCase(Locale.ROOT).split("\\.", -1);
        for (String label : labels) {
            if (!LABEL.matcher(label).matches()) {
                return false;
            }
        }
        return !NUMBER.matcher(labels[labels.length - 1]).matches()
                || IPV4.matcher(host).matches();
    }
}
