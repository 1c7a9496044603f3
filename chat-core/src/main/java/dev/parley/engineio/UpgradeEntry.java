package dev.parley.engineio;

import dev.parley.engineio.http.Refusal;
import dev.parley.engineio.session.Session;
import dev.parley.engineio.session.SessionContext;
import dev.parley.engineio.session.SessionGateway;
import dev.parley.engineio.session.SessionOpening;
import dev.parley.transport.FrameListener;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import dev.parley.transport.WebSocketConnection;
import dev.parley.transport.WebSocketUpgrade;
import java.nio.ByteBuffer;

/** The entry point of WebSocket upgrade requests. Stateless. */
final class UpgradeEntry {

    private static final int NO_CODE = 1005;

    private final SessionContext context;
    private final SessionGateway sessions;
    private final RequestFilters filters;
    private final RequestChecks checks;

    UpgradeEntry(SessionContext context, RequestFilters filters, RequestChecks checks) {
        this.context = context;
        this.sessions = new SessionGateway(context);
        this.filters = filters;
        this.checks = checks;
    }

    void enter(WebSocketUpgrade upgrade) {
        filters.pass(upgrade.request(), headers -> dispatch(upgrade, headers), verdict -> {
            ByteBuffer body = verdict.body() == null ? ByteBuffer.allocate(0) : verdict.body();
            upgrade.refuse(Math.max(400, verdict.status()), verdict.headers(), body);
        });
    }

    private void dispatch(WebSocketUpgrade upgrade, HttpHeaders headers) {
        RequestInfo request = upgrade.request();
        Refusal refusal = checks.check(request, true);
        if (refusal == null && !checks.originMayUpgrade(request)) {
            refusal = Refusal.forbidden("Forbidden");
        }
        String sid = RequestChecks.sid(request);
        if (refusal != null) {
            refuse(upgrade, headers, refusal);
        } else if (sid != null) {
            upgrade.accept(
                    SubProtocols.select(request.headers(), headers),
                    connection -> probe(sid, request, connection),
                    () -> {});
        } else {
            checks.admit(
                    request, opening -> open(upgrade, headers, opening), refused -> refuse(upgrade, headers, refused));
        }
    }

    private void open(WebSocketUpgrade upgrade, HttpHeaders headers, SessionOpening opening) {
        RequestInfo request = upgrade.request();
        HttpHeaders all = headers.withAll(checks.initialHeaders(request, null));
        upgrade.accept(
                SubProtocols.select(request.headers(), all),
                connection -> sessions.openWebSocket(opening, connection),
                opening.arrived());
    }

    private FrameListener probe(String sid, RequestInfo request, WebSocketConnection connection) {
        Session session = context.sessions().find(sid);
        if (session == null || !context.options().allowUpgrades()) {
            connection.close(NO_CODE, "");
            return IgnoredConnection.INSTANCE;
        }
        return sessions.probe(session, request, connection);
    }

    private void refuse(WebSocketUpgrade upgrade, HttpHeaders headers, Refusal refusal) {
        upgrade.refuse(
                refusal.status(),
                HttpHeaders.of("Content-Type", "text/html", "Connection", "close")
                        .withAll(refusal.headers())
                        .withAll(headers),
                refusal.text());
        context.refused(refusal.error(upgrade.request()));
    }
}
