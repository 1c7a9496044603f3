package dev.parley.transport.jetty;

import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.TunnelSupport;
import org.eclipse.jetty.websocket.core.ExtensionConfig;
import org.eclipse.jetty.websocket.core.WebSocketConstants;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a well-formed WebSocket upgrade request: RFC 6455 section 4.2.1, RFC 8441 over HTTP/2. Jetty accepts
 * any key, and any offer of permessage-deflate.
 *
 * @param key the client's key; empty over HTTP/2, which has none
 * @param deflate the accepted offer of permessage-deflate; null for none
 */
record UpgradeHeaders(String key, @Nullable ExtensionConfig deflate) {

    /** The length of the base64 of 16 bytes, without its padding. */
    private static final int KEY_DIGITS = 22;

    /**
     * Parses the headers of a request.
     *
     * @param compression whether permessage-deflate is enabled; if not, its parameters are not checked
     * @return null if it is not a well-formed upgrade request
     */
    static @Nullable UpgradeHeaders of(Request request, boolean compression) {
        if (!asks(request) || !hasVersion(request)) {
            return null;
        }
        try {
            ExtensionOffers offers =
                    ExtensionOffers.of(request.getHeaders().getValuesList(HttpHeader.SEC_WEBSOCKET_EXTENSIONS));
            String key = request.getHeaders().get(HttpHeader.SEC_WEBSOCKET_KEY);
            return new UpgradeHeaders(
                    key == null || isTunnel(request) ? "" : key, compression ? offers.deflate() : null);
        } catch (ExtensionOffers.MalformedException malformed) {
            return null;
        }
    }

    /** Whether the connection will carry frames only, and no extension changes them. */
    boolean isPlain() {
        return deflate == null && !key.isEmpty();
    }

    private static boolean isTunnel(Request request) {
        return HttpMethod.CONNECT.is(request.getMethod());
    }

    private static boolean asks(Request request) {
        HttpFields headers = request.getHeaders();
        if (isTunnel(request)) {
            TunnelSupport tunnel = request.getTunnelSupport();
            return tunnel != null && "websocket".equals(tunnel.getProtocol());
        }
        List<String> keys = headers.getValuesList(HttpHeader.SEC_WEBSOCKET_KEY);
        return HttpMethod.GET.is(request.getMethod())
                && asksForWebSocket(headers)
                && headers.contains(HttpHeader.CONNECTION, "upgrade")
                && keys.size() == 1
                && isKey(keys.get(0));
    }

    private static boolean isKey(String text) {
        for (int i = 0; i < KEY_DIGITS && i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            if (!letter && !(c >= '0' && c <= '9') && c != '+' && c != '/') {
                return false;
            }
        }
        return text.length() == KEY_DIGITS + 2 && text.endsWith("==");
    }

    private static boolean asksForWebSocket(HttpFields headers) {
        return headers.contains(HttpHeader.UPGRADE, "websocket");
    }

    private static boolean hasVersion(Request request) {
        return request.getHeaders()
                .getValuesList(HttpHeader.SEC_WEBSOCKET_VERSION)
                .equals(List.of(WebSocketConstants.SPEC_VERSION_STRING));
    }

    /** Whether a request asks for an upgrade in another version, in which case the response must list the supported one. */
    static boolean asksForOtherVersion(Request request) {
        return asksForWebSocket(request.getHeaders()) && !hasVersion(request);
    }
}
