package dev.parley.transport.jetty;

import dev.parley.runtime.UncaughtErrors;
import dev.parley.transport.Completion;
import dev.parley.transport.FrameListener;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import dev.parley.transport.WebSocketConnection;
import dev.parley.transport.WebSocketUpgrade;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.Configuration;
import org.eclipse.jetty.websocket.core.ExtensionConfig;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;
import org.eclipse.jetty.websocket.core.util.WebSocketUtils;
import org.jspecify.annotations.Nullable;

/** An upgrade request on Jetty, over HTTP/1.1 or HTTP/2. Immutable. */
final class JettyUpgrade implements WebSocketUpgrade {

    private static final HttpField UPGRADE = new PreEncodedHttpField(HttpHeader.UPGRADE, "websocket");
    private static final HttpField CONNECTION = new PreEncodedHttpField(HttpHeader.CONNECTION, "Upgrade");

    private final RequestInfo info;
    private final UpgradeHeaders asked;
    private final Request request;
    private final Response response;
    private final Callback callback;
    private final WebSockets webSockets;
    private final int maxMessageBytes;

    JettyUpgrade(
            RequestInfo info,
            UpgradeHeaders asked,
            Request request,
            Response response,
            Callback callback,
            WebSockets webSockets,
            int maxMessageBytes) {
        this.info = info;
        this.asked = asked;
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.webSockets = webSockets;
        this.maxMessageBytes = maxMessageBytes;
        request.addIdleTimeoutListener(timeout -> false);
    }

    @Override
    public RequestInfo request() {
        return info;
    }

    @Override
    public void accept(HttpHeaders headers, Function<WebSocketConnection, FrameListener> opener, Runnable failed) {
        headers.forEach((name, value) -> {
            if (!HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL.is(name)) {
                response.getHeaders().add(name, value);
            }
        });
        String subProtocol = headers.first(HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL.asString());
        if (asked.isPlain()) {
            acceptPlain(subProtocol, opener, failed);
            return;
        }
        JettySocket socket = new JettySocket(opener, failed, maxMessageBytes, webSockets);
        Callback end = Callback.from(callback::succeeded, failure -> {
            callback.failed(failure);
            socket.neverOpened();
        });
        try {
            if (!webSockets.upgrade(new Negotiator(socket, asked, subProtocol), request, response, end)) {
                refuse(HttpStatus.BAD_REQUEST_400, HttpHeaders.none(), ByteBuffer.allocate(0));
                socket.neverOpened();
            }
        } catch (Throwable failure) {
            UncaughtErrors.reportError("an upgrade", failure);
            end.failed(failure);
        }
    }

    /** Switches protocols as {@link org.eclipse.jetty.websocket.core.server.Handshaker} does, with another connection. */
    private void acceptPlain(
            @Nullable String subProtocol, Function<WebSocketConnection, FrameListener> opener, Runnable failed) {
        ConnectionMetaData connection = request.getConnectionMetaData();
        FrameSocket socket = new FrameSocket(
                connection.getConnection().getEndPoint(),
                connection.getConnector(),
                webSockets.settings.closeTimeout(),
                maxMessageBytes,
                opener,
                failed);
        connection.getConnector().getEventListeners().forEach(socket::addEventListener);
        HttpFields.Mutable fields = response.getHeaders();
        fields.put(UPGRADE);
        fields.put(CONNECTION);
        fields.put(HttpHeader.SEC_WEBSOCKET_ACCEPT, WebSocketUtils.hashKey(asked.key()));
        if (subProtocol != null
                && request.getHeaders()
                        .getCSV(HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL, false)
                        .contains(subProtocol)) {
            fields.put(HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL, subProtocol);
        }
        response.setStatus(HttpStatus.SWITCHING_PROTOCOLS_101);
        request.setAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, socket);
        Callback end = Callback.from(callback::succeeded, failure -> {
            callback.failed(failure);
            socket.neverOpened();
        });
        try {
            response.write(true, null, end);
        } catch (Throwable failure) {
            UncaughtErrors.reportError("an upgrade", failure);
            end.failed(failure);
        }
    }

    @Override
    public void refuse(int status, HttpHeaders headers, ByteBuffer body) {
        new Answer(request, response, callback).closing().send(status, headers, List.of(body), Completion.NONE);
    }

    private record Negotiator(
            JettySocket socket,
            UpgradeHeaders asked,
            @Nullable String subProtocol) implements WebSocketNegotiator {

        @Override
        public FrameHandler negotiate(ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
            if (subProtocol != null && request.getSubProtocols().contains(subProtocol)) {
                response.setAcceptedSubProtocol(subProtocol);
            }
            ExtensionConfig deflate = asked.deflate();
            response.setExtensions(deflate == null ? List.of() : List.of(deflate));
            return socket;
        }

        /**
         * Jetty's own frame limit would also apply to what we send, so {@link Assembly} enforces the limit, which
         * receives large frames piecewise. The idle timeout is disabled because the engine's heartbeat replaces it,
         * without a timer per connection.
         */
        @Override
        public void customize(Configuration session) {
            session.setAutoFragment(true);
            session.setMaxFrameSize(0);
            session.setIdleTimeout(Duration.ZERO);
        }
    }
}
