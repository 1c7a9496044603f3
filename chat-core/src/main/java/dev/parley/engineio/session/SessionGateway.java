package dev.parley.engineio.session;

import dev.parley.engineio.fanout.CloseReason;
import dev.parley.engineio.http.HttpCall;
import dev.parley.transport.Completion;
import dev.parley.transport.FrameListener;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import dev.parley.transport.WebSocketConnection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Brings requests and connections, once they are allowed, to new sessions and to those there are. Stateless. */
public final class SessionGateway {

    private static final HttpHeaders ALLOWED = HttpHeaders.of("Allow", "GET, POST");

    private final SessionContext context;

    /**
     * A gateway.
     *
     * @param context what its sessions share
     */
    public SessionGateway(SessionContext context) {
        this.context = context;
    }

    /**
     * A new session that polls, to be opened by {@link #open}.
     *
     * @param opening what it begins with
     * @return the session; null when the id was taken meanwhile
     */
    public @Nullable Session polling(SessionOpening opening) {
        Session session = new Session(context, opening, PollingTransport::new);
        if (context.sessions().register(session)) {
            return session;
        }
        opening.arrived().run();
        return null;
    }

    /**
     * Opens a session with a poll waiting.
     *
     * @param session what {@link #polling} gave
     * @param poll the request, with the headers of the answer that opens a session
     */
    public void open(Session session, HttpCall poll) {
        PollingTransport polling = session.polling();
        if (polling != null) {
            polling.adopt(poll);
        }
        session.open();
    }

    /**
     * Opens a session over a WebSocket; when the id was taken meanwhile, the connection is closed.
     *
     * @param opening what it begins with
     * @param connection the connection
     * @return what receives the connection's frames
     */
    public FrameListener openWebSocket(SessionOpening opening, WebSocketConnection connection) {
        Session session = new Session(context, opening, created -> WebSocketTransport.direct(created, connection));
        FrameListener receiver = session.webSocket();
        if (context.sessions().register(session)) {
            session.open();
        } else {
            session.terminate(CloseReason.FORCED_CLOSE, "the id was taken meanwhile");
        }
        return receiver;
    }

    /**
     * Brings a request to a session.
     *
     * @param session the session
     * @param call the request
     * @return false when the session does not use polling; then the request is not answered
     */
    public boolean request(Session session, HttpCall call) {
        PollingTransport polling = session.polling();
        if (polling == null) {
            return false;
        }
        switch (call.request().method()) {
            case "GET" -> {
                session.intake().requested();
                polling.onPoll(call);
            }
            case "POST" -> polling.onPost(call);
            default -> call.respond(405, ALLOWED, List.of(), Completion.NONE);
        }
        return true;
    }

    /**
     * Brings a WebSocket to a polling session, to which it may switch.
     *
     * @param session the session
     * @param request the request that brought the connection
     * @param connection the connection, which is closed when the session takes none
     * @return what receives the connection's frames
     */
    public FrameListener probe(Session session, RequestInfo request, WebSocketConnection connection) {
        WebSocketTransport candidate = WebSocketTransport.candidate(session, request, connection);
        if (!session.beginProbe(candidate)) {
            candidate.end(CloseReason.TRANSPORT_CLOSE, true);
        }
        return candidate;
    }
}
