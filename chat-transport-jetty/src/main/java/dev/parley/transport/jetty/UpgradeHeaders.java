package dev.parley.transport.jetty;

import java.util.List;
import java.util.regex.Pattern;
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
 * @param deflate the accepted offer of permessage-deflate; null for none
 */
record UpgradeHeaders(@Nullable ExtensionConfig deflate) {

    /** The base64 of 16 bytes. */
    private static final Pattern KEY = Pattern.compile("[+/0-9A-Za-z]{22}==");

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
            return new UpgradeHeaders(compression ? offers.deflate() : null);
        } catch (ExtensionOffers.MalformedException malformed) {
            return null;
        }
    }

    private static boolean asks(Request request) {
        HttpFields headers = request.getHeaders();
        if (HttpMethod.CONNECT.is(request.getMethod())) {
            TunnelSupport tunnel = request.getTunnelSupport();
            return tunnel != null && "websocket".equals(tunnel.getProtocol());
        }
        List<String> keys = headers.getValuesList(HttpHeader.SEC_WEBSOCKET_KEY);
        return HttpMethod.GET.is(request.getMethod())
                && asksForWebSocket(headers)
                && headers.contains(HttpHeader.CONNECTION, "upgrade")
                && keys.size() == 1
                && KEY.matcher(keys.get(0)).matches();
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
