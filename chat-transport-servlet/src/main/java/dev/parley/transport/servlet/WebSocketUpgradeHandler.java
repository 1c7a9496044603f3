package dev.parley.transport.servlet;

import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Instantiated by the container when a request becomes a WebSocket. Public only for that purpose; not for applications. */
public final class WebSocketUpgradeHandler implements HttpUpgradeHandler {

    private volatile @Nullable ServletSocket socket;

    /** Called by the container. */
    public WebSocketUpgradeHandler() {}

    void bind(ServletSocket bound) {
        socket = bound;
    }

    @Override
    public void init(WebConnection connection) {
        ServletSocket bound = socket;
        if (bound != null) {
            bound.open(connection);
        }
    }

    @Override
    public void destroy() {
        ServletSocket bound = socket;
        if (bound != null) {
            bound.neverOpened();
            bound.lost(new IOException("the container ended the connection"));
        }
    }
}
