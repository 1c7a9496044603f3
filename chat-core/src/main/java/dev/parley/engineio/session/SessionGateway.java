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

/** Routes accepted requests and connections to new or existing sessions. Stateless. */
public final class SessionGateway {

    private static final HttpHeaders ALLOWED = HttpHeaders.of("Allow", "GET, POST");

    private final SessionContext context;

    /**
     * Creates a gateway.
     *
     * @param context the shared state of its sessions
     */
    public SessionGateway(SessionContext context) {
        this.context = context;
    }

    /**
     * Creates a polling session, to be opened with {@link #open}.
     *
     * @param opening its initial parameters
     * @return the session; null if its id was taken meanwhile
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
     * Opens a session with its first poll pending.
     *
     * @param session the result of {@link #polling}
     * @param poll the request, with the headers of the handshake response
     */
    public void open(Session session, HttpCall poll) {
        PollingTransport polling = session.polling();
        if (polling != null) {
            polling.adopt(poll);
        }
        session.open();
    }

    /**
     * Opens a session over a WebSocket; closes the connection if the id was taken meanwhile.
     *
     * @param opening its initial parameters
     * @param connection the connection
     * @return the listener for the connection's frames
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
     * Dispatches a request to a session.
     *
     * @param session the session
     * @param call the request
     * @return false if the session does not use polling; the request is then not answered
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
     * Offers a WebSocket to a polling session as upgrade candidate.
     *
     * @param session the session
     * @param request the request that opened the connection
     * @param connection the connection, closed if the session does not accept it
     * @return the listener for the connection's frames
     */
    public FrameListener probe(Session session, RequestInfo request, WebSocketConnection connection) {
        WebSocketTransport candidate = WebSocketTransport.candidate(session, request, connection);
        if (!session.beginProbe(candidate)) {
            candidate.end(CloseReason.TRANSPORT_CLOSE, true);
        }
        return candidate;
    }
}
