package dev.parley.transport.jetty;

import java.net.URI;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.client.CoreClientUpgradeRequest;
import org.eclipse.jetty.websocket.core.client.WebSocketCoreClient;

/**
 * An upgrade over HTTP/2 for the tests. Jetty 12.1.12's client goes on to read the answer's body when the WebSocket is open
 * already, and drops the first frames if they come before that; this one leaves them to the WebSocket.
 */
final class Http2Upgrade extends CoreClientUpgradeRequest {

    private final FrameHandler handler;

    Http2Upgrade(WebSocketCoreClient client, URI uri, FrameHandler handler) {
        super(client, uri);
        this.handler = handler;
    }

    @Override
    public FrameHandler getFrameHandler() {
        return handler;
    }

    @Override
    public void send(Response.CompleteListener listener) {
        super.send(new Unread(listener));
    }

    private record Unread(Response.CompleteListener listener)
            implements Response.CompleteListener, Response.ContentSourceListener {

        @Override
        public void onContentSource(Response response, Content.Source body) {
            if (!HttpStatus.isSuccess(response.getStatus())) {
                Content.Source.consumeAll(body, Callback.NOOP);
            }
        }

        @Override
        public void onComplete(Result result) {
            listener.onComplete(result);
        }
    }
}
