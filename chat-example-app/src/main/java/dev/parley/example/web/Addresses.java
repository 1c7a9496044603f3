package dev.parley.example.web;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Network addresses in text form. Names are never resolved: client input must not trigger lookups. */
final class Addresses {

    private static final Pattern IPV4 =
            Pattern.compile("(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]{2,39}|[0-9a-fA-F:]{2,30}[0-9.]{7,15}");
    private static final Pattern PORT = Pattern.compile(":\\d{1,5}");
    private static final int NETWORK_BYTES = 8;

    private Addresses() {}

    /** Parses an entry of a forwarding header, with or without a port; empty for names and everything else. */
    static Optional<InetAddress> parse(String entry) {
        String text = entry.strip();
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            String rest = text.substring(end + 1);
            boolean plain = end > 0 && (rest.isEmpty() || PORT.matcher(rest).matches());
            return plain ? literal(text.substring(1, end)) : Optional.empty();
        }
        int colon = text.indexOf(':');
        boolean port = colon > 0
                && colon == text.lastIndexOf(':')
                && PORT.matcher(text.substring(colon)).matches();
        return literal(port ? text.substring(0, colon) : text);
    }

    private static Optional<InetAddress> literal(String text) {
        boolean literal = IPV4.matcher(text).matches()
                || (text.contains(":") && IPV6.matcher(text).matches());
        if (!literal) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** The key for rate limits: the address itself, or the /64 network of an IPv6 address. */
    static String network(String address) {
        Optional<InetAddress> parsed = parse(address);
        if (parsed.isEmpty() || parsed.get() instanceof Inet4Address) {
            return address;
        }
        StringBuilder network = new StringBuilder();
        byte[] bytes = parsed.get().getAddress();
        for (int i = 0; i < NETWORK_BYTES; i += 2) {
            network.append(Integer.toHexString((bytes[i] & 0xff) << 8 | (bytes[i + 1] & 0xff)))
                    .append(':');
        }
        return network.append(":/64").toString();
    }

    /** Whether it is a loopback address. */
    static boolean isLoopback(String address) {
        return parse(address).map(InetAddress::isLoopbackAddress).orElse(false);
    }
}
