package dev.parley.engineio;

import dev.parley.engineio.http.HttpCall;
import dev.parley.engineio.http.Refusal;
import dev.parley.engineio.session.Session;
import dev.parley.engineio.session.SessionContext;
import dev.parley.engineio.session.SessionGateway;
import dev.parley.engineio.session.SessionOpening;
import dev.parley.transport.Completion;
import dev.parley.transport.HttpExchange;
import dev.parley.transport.RequestInfo;
import java.util.List;

/** The entry point of plain HTTP requests. Stateless. */
final class HttpEntry {

    private final SessionContext context;
    private final SessionGateway sessions;
    private final RequestFilters filters;
    private final RequestChecks checks;
    private final ClientBundle bundle;

    HttpEntry(SessionContext context, RequestFilters filters, RequestChecks checks, ClientBundle bundle) {
        this.context = context;
        this.sessions = new SessionGateway(context);
        this.filters = filters;
        this.checks = checks;
        this.bundle = bundle;
    }

    void enter(HttpExchange exchange) {
        RequestInfo request = exchange.request();
        filters.pass(request, headers -> pass(new HttpCall(exchange, headers)), verdict -> {
            List<java.nio.ByteBuffer> body = verdict.body() == null ? List.of() : List.of(verdict.body());
            exchange.respond(verdict.status(), verdict.headers(), body, Completion.NONE);
        });
    }

    private void pass(HttpCall call) {
        RequestInfo request = call.request();
        if (filters.isPreflight(request)) {
            call.empty(filters.preflightStatus());
        } else if (context.options().serveClient() && request.method().equals("GET") && bundle.names(request.path())) {
            context.execute(() -> {
                if (!bundle.serve(call)) {
                    dispatch(call);
                }
            });
        } else {
            dispatch(call);
        }
    }

    private void dispatch(HttpCall call) {
        RequestInfo request = call.request();
        Refusal refusal = checks.check(request, false);
        if (refusal != null) {
            refuse(call, refusal);
            return;
        }
        String sid = RequestChecks.sid(request);
        if (sid == null) {
            checks.admit(request, opening -> open(call, opening), refused -> refuse(call, refused));
        } else {
            deliver(call, sid);
        }
    }

    private void deliver(HttpCall call, String sid) {
        context.deadlines().catchUp();
        Session session = context.sessions().find(sid);
        if (session == null) {
            refuse(call, Refusal.unknownSession(sid));
        } else if (!sessions.request(session, call)) {
            refuse(call, Refusal.badRequest("TRANSPORT_MISMATCH"));
        }
    }

    private void open(HttpCall call, SessionOpening opening) {
        Session session = sessions.polling(opening);
        if (session == null) {
            refuse(call, Refusal.badRequest("ID_GENERATION_ERROR"));
        } else {
            sessions.open(session, call.with(checks.initialHeaders(call.request(), opening.sid())));
        }
    }

    private void refuse(HttpCall call, Refusal refusal) {
        call.refuse(refusal);
        context.refused(refusal.error(call.request()));
    }
}
