package dev.parley.engineio;

import dev.parley.transport.FrameListener;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import dev.parley.transport.WebSocketConnection;
import dev.parley.transport.WebSocketUpgrade;
import java.nio.ByteBuffer;

/** Where WebSocket upgrade requests come in. Stateless but for the server it works for. */
final class UpgradeEntry {

    private static final int NO_CODE = 1005;

    private final EngineServer server;
    private final Gate gate;
    private final Admission admission;

    UpgradeEntry(EngineServer server, Gate gate, Admission admission) {
        this.server = server;
        this.gate = gate;
        this.admission = admission;
    }

    void enter(WebSocketUpgrade upgrade) {
        gate.pass(upgrade.request(), headers -> dispatch(upgrade, headers), verdict -> {
            ByteBuffer body = verdict.body() == null ? ByteBuffer.allocate(0) : verdict.body();
            upgrade.refuse(Math.max(400, verdict.status()), verdict.headers(), body);
        });
    }

    private void dispatch(WebSocketUpgrade upgrade, HttpHeaders headers) {
        RequestInfo request = upgrade.request();
        Refusal refusal = server.isStopping() ? Refusal.stopping() : admission.check(request, true);
        if (refusal == null && !admission.originMayUpgrade(request)) {
            refusal = Refusal.forbidden("Forbidden");
        }
        String sid = request.parameter("sid");
        if (refusal != null) {
            refuse(upgrade, headers, refusal);
        } else if (sid != null) {
            upgrade.accept(headers, connection -> probe(sid, connection), () -> {});
        } else {
            admission.admit(
                    request, granted -> open(upgrade, headers, granted), refused -> refuse(upgrade, headers, refused));
        }
    }

    private void open(WebSocketUpgrade upgrade, HttpHeaders headers, Admission.Granted granted) {
        RequestInfo request = upgrade.request();
        HttpHeaders all = headers.withAll(admission.initialHeaders(request, null));
        upgrade.accept(all, connection -> open(request, granted, connection), () -> {});
    }

    private FrameListener open(RequestInfo request, Admission.Granted granted, WebSocketConnection connection) {
        Session session = new Session(
                server,
                granted.sid(),
                request,
                granted.protocol(),
                created -> WebSocketWire.direct(created, connection));
        if (server.register(session)) {
            session.open();
        } else {
            session.terminate(CloseReason.FORCED_CLOSE, "the id was taken meanwhile");
        }
        return session.webSocket();
    }

    private FrameListener probe(String sid, WebSocketConnection connection) {
        Session session = server.session(sid);
        if (session == null || !server.options().allowUpgrades()) {
            connection.close(NO_CODE, "");
            return Ignored.INSTANCE;
        }
        WebSocketWire candidate = WebSocketWire.candidate(session, connection);
        if (!session.beginProbe(candidate)) {
            candidate.end(CloseReason.TRANSPORT_CLOSE, true);
        }
        return candidate;
    }

    private void refuse(WebSocketUpgrade upgrade, HttpHeaders headers, Refusal refusal) {
        upgrade.refuse(
                refusal.status(),
                HttpHeaders.of("Content-Type", "text/html", "Connection", "close")
                        .withAll(headers),
                refusal.text());
        server.listener().onConnectionError(refusal.error(upgrade.request()));
    }
}
