package dev.parley.transport.servlet;

import dev.parley.transport.Completion;
import dev.parley.transport.FrameListener;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import dev.parley.transport.WebSocketConnection;
import dev.parley.transport.WebSocketUpgrade;
import dev.parley.transport.websocket.OpeningHandshake;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An upgrade request. A container switches protocols only inside a servlet call: in the first one if the engine decides
 * synchronously, otherwise in a second one dispatched by the decision. The fields are guarded by this.
 */
final class ServletUpgrade implements WebSocketUpgrade {

    /** The request attribute under which the second call finds this upgrade. */
    static final String ATTRIBUTE = ServletUpgrade.class.getName();

    private final RequestInfo info;
    private final HttpServletRequest request;
    private final int maxMessageBytes;
    private final ServletSettings settings;
    private @Nullable Decision decision;
    private @Nullable AsyncContext async;

    private sealed interface Decision permits Accepted, Refused {}

    private record Accepted(HttpHeaders headers, ServletSocket socket) implements Decision {}

    private record Refused(int status, HttpHeaders headers, ByteBuffer body) implements Decision {}

    ServletUpgrade(RequestInfo info, HttpServletRequest request, int maxMessageBytes, ServletSettings settings) {
        this.info = info;
        this.request = request;
        this.maxMessageBytes = maxMessageBytes;
        this.settings = settings;
    }

    @Override
    public RequestInfo request() {
        return info;
    }

    @Override
    public void accept(HttpHeaders headers, Function<WebSocketConnection, FrameListener> opener, Runnable failed) {
        ServletSocket socket = new ServletSocket(opener, failed, maxMessageBytes, settings);
        AsyncContext waiting = decide(new Accepted(headers, socket));
        if (waiting != null) {
            try {
                waiting.dispatch();
            } catch (IllegalStateException gone) {
                socket.neverOpened();
            }
        }
    }

    @Override
    public void refuse(int status, HttpHeaders headers, ByteBuffer body) {
        Refused refused = new Refused(status, headers, body);
        AsyncContext waiting = decide(refused);
        if (waiting != null) {
            new Answer(waiting, null, settings.scheduler(), Completion.NONE).send(status, headers, List.of(body));
        }
    }

    private synchronized @Nullable AsyncContext decide(Decision made) {
        decision = made;
        return async;
    }

    /** Carries out the decision in this servlet call, or starts waiting for it. */
    void settle(HttpServletResponse response) throws IOException, ServletException {
        Decision made;
        synchronized (this) {
            made = decision;
            if (made == null) {
                request.setAttribute(ATTRIBUTE, this);
                AsyncContext waiting = request.startAsync();
                waiting.setTimeout(0);
                async = waiting;
                return;
            }
        }
        if (made instanceof Accepted accepted) {
            perform(accepted, response);
        } else if (made instanceof Refused refused) {
            response.setStatus(refused.status);
            refused.headers.forEach(response::addHeader);
            byte[] body = new byte[refused.body.remaining()];
            refused.body.duplicate().get(body);
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        }
    }

    private void perform(Accepted accepted, HttpServletResponse response) throws IOException, ServletException {
        try {
            accepted.headers.forEach(response::addHeader);
            response.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
            OpeningHandshake.acceptance(info).forEach(response::setHeader);
            accepted.socket.prepare(request.getServletContext());
            request.upgrade(WebSocketUpgradeHandler.class).bind(accepted.socket);
        } catch (IOException | ServletException | RuntimeException failure) {
            accepted.socket.neverOpened();
            throw failure;
        }
    }
}
