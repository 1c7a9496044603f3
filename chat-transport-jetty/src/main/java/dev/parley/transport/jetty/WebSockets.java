package dev.parley.transport.jetty;

import java.util.List;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.eclipse.jetty.websocket.core.WebSocketExtensionRegistry;
import org.eclipse.jetty.websocket.core.server.Handshaker;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;
import org.jspecify.annotations.Nullable;

/**
 * State shared by the WebSockets of one handler. It has its own components rather than the server's, so that extensions
 * can be chosen without affecting the application's endpoints. Started before the first request and stopped after the
 * last.
 */
final class WebSockets {

    private final Handshaker handshaker = Handshaker.newInstance();
    final JettySettings settings;
    private final JettyVersion jetty;
    private volatile @Nullable WebSocketComponents components;
    private volatile boolean gathers;

    WebSockets(JettySettings settings) {
        this.settings = settings;
        this.jetty = settings.jetty() == null ? JettyVersion.present() : settings.jetty();
    }

    /** Whether the selector's thread may read, see {@link DirectReads}. */
    boolean readsDirectly() {
        return jetty == JettyVersion.EXPECTED;
    }

    /** Whether messages may be batched, see {@link FrameTrain}. */
    boolean gathers() {
        return gathers;
    }

    void start(Server server) throws Exception {
        WebSocketExtensionRegistry extensions = new WebSocketExtensionRegistry();
        for (String name : List.copyOf(extensions.getAvailableExtensionNames())) {
            if (!settings.compression() || !name.equals(ExtensionOffers.DEFLATE)) {
                extensions.unregister(name);
            }
        }
        WebSocketComponents ours = new WebSocketComponents(
                extensions, null, server.getByteBufferPool(), null, null, server.getThreadPool());
        ours.unmanage(server.getByteBufferPool());
        ours.unmanage(server.getThreadPool());
        ours.start();
        components = ours;
        gathers = jetty == JettyVersion.EXPECTED && FrameTrainCheck.passes(server, ours);
    }

    void stop() throws Exception {
        WebSocketComponents ours = components;
        if (ours != null) {
            ours.stop();
        }
    }

    /** The headers of an upgrade request; null if it is not a well-formed one. */
    @Nullable
    UpgradeHeaders upgradeHeaders(Request request) {
        return handshaker.isWebSocketUpgradeRequest(request)
                ? UpgradeHeaders.of(request, settings.compression())
                : null;
    }

    boolean upgrade(WebSocketNegotiator negotiator, Request request, Response response, Callback callback) {
        return handshaker.upgradeRequest(negotiator, request, response, callback, components, null);
    }
}
