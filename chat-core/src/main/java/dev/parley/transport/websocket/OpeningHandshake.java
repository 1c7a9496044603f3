package dev.parley.transport.websocket;

import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** The opening handshake (RFC 6455 section 4.2). */
public final class OpeningHandshake {

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final String KEY = "Sec-WebSocket-Key";
    private static final String VERSION = "Sec-WebSocket-Version";
    private static final String VERSION_13 = "13";
    /** The base64 of 16 bytes. */
    private static final Pattern KEY_FORM = Pattern.compile("[+/0-9A-Za-z]{22}==");

    private OpeningHandshake() {}

    /**
     * Returns whether a request is a well-formed WebSocket upgrade over HTTP/1.1.
     *
     * @param request the request
     * @return true if it may be passed on as an upgrade
     */
    public static boolean isUpgrade(RequestInfo request) {
        List<String> keys = request.headers().all(KEY);
        return asks(request)
                && hasVersion(request)
                && keys.size() == 1
                && KEY_FORM.matcher(keys.get(0).strip()).matches();
    }

    /**
     * Returns the headers of the response to a request that is not an upgrade: the version of the protocol, if the
     * request would be an upgrade of another one.
     *
     * @param request a request that is not an upgrade
     * @return headers to add, mostly none
     */
    public static HttpHeaders refusal(RequestInfo request) {
        return asks(request) && !hasVersion(request) ? HttpHeaders.of(VERSION, VERSION_13) : HttpHeaders.none();
    }

    /**
     * Returns the headers of the response to an upgrade.
     *
     * @param request a well-formed upgrade
     * @return headers to add to those of the application; the status is 101
     */
    public static HttpHeaders acceptance(RequestInfo request) {
        String key = request.headers().all(KEY).get(0).strip();
        return HttpHeaders.of("Upgrade", "websocket", "Connection", "Upgrade", "Sec-WebSocket-Accept", accept(key));
    }

    private static boolean asks(RequestInfo request) {
        return "GET".equals(request.method())
                && names(request.headers().all("Upgrade"), "websocket")
                && names(request.headers().all("Connection"), "upgrade");
    }

    private static boolean hasVersion(RequestInfo request) {
        return request.headers().all(VERSION).equals(List.of(VERSION_13));
    }

    private static boolean names(List<String> lines, String token) {
        for (String line : lines) {
            for (String part : line.split(",")) {
                if (part.strip().equalsIgnoreCase(token)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String accept(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
