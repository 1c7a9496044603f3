package dev.parley.transport.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.regex.Pattern;

/** The opening handshake (RFC 6455 section 4.2). */
final class Handshake {

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final String VERSION = "Sec-WebSocket-Version";
    private static final String VERSION_13 = "13";
    /** The base64 of 16 bytes. */
    private static final Pattern KEY = Pattern.compile("[+/0-9A-Za-z]{22}==");

    private Handshake() {}

    /** Whether a request is a well-formed WebSocket upgrade. */
    static boolean isUpgrade(HttpServletRequest request) {
        List<String> keys = Collections.list(request.getHeaders("Sec-WebSocket-Key"));
        return asks(request)
                && hasVersion(request)
                && keys.size() == 1
                && KEY.matcher(keys.get(0).strip()).matches();
    }

    /** Whether a request would be an upgrade except for its version, in which case the response must list ours. */
    static boolean isOfOtherVersion(HttpServletRequest request) {
        return asks(request) && !hasVersion(request);
    }

    private static boolean asks(HttpServletRequest request) {
        return "GET".equals(request.getMethod())
                && names(request.getHeaders("Upgrade"), "websocket")
                && names(request.getHeaders("Connection"), "upgrade");
    }

    private static boolean hasVersion(HttpServletRequest request) {
        return Collections.list(request.getHeaders(VERSION)).equals(List.of(VERSION_13));
    }

    static void nameVersion(HttpServletResponse response) {
        response.setHeader(VERSION, VERSION_13);
    }

    private static boolean names(Enumeration<String> lines, String token) {
        while (lines.hasMoreElements()) {
            for (String part : lines.nextElement().split(",")) {
                if (part.strip().equalsIgnoreCase(token)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Accepts a well-formed upgrade. */
    static void answer(HttpServletRequest request, HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
        response.setHeader("Upgrade", "websocket");
        response.setHeader("Connection", "Upgrade");
        response.setHeader(
                "Sec-WebSocket-Accept",
                accept(request.getHeader("Sec-WebSocket-Key").strip()));
    }

    static String accept(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
