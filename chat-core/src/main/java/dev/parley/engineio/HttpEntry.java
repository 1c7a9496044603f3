package dev.parley.engineio;

import dev.parley.transport.Completion;
import dev.parley.transport.HttpExchange;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import java.util.List;

/** Where requests that are no upgrades come in. Stateless but for the server it works for. */
final class HttpEntry {

    private final EngineServer server;
    private final Gate gate;
    private final Admission admission;
    private final ClientBundle bundle;

    HttpEntry(EngineServer server, Gate gate, Admission admission) {
        this.server = server;
        this.gate = gate;
        this.admission = admission;
        this.bundle = new ClientBundle(server.options().prefix());
    }

    void enter(HttpExchange exchange) {
        RequestInfo request = exchange.request();
        gate.pass(request, headers -> pass(new Call(exchange, headers)), verdict -> {
            List<java.nio.ByteBuffer> body = verdict.body() == null ? List.of() : List.of(verdict.body());
            exchange.respond(verdict.status(), verdict.headers(), body, Completion.NONE);
        });
    }

    private void pass(Call call) {
        RequestInfo request = call.request();
        if (gate.isPreflight(request)) {
            call.empty(gate.preflightStatus());
        } else if (server.options().serveClient() && request.method().equals("GET") && bundle.names(request.path())) {
            server.execute(() -> {
                if (!bundle.serve(call)) {
                    dispatch(call);
                }
            });
        } else {
            dispatch(call);
        }
    }

    private void dispatch(Call call) {
        RequestInfo request = call.request();
        Refusal refusal = server.isStopping() ? Refusal.stopping() : admission.check(request, false);
        if (refusal != null) {
            refuse(call, refusal);
            return;
        }
        String sid = request.parameter("sid");
        if (sid == null) {
            admission.admit(request, granted -> open(call, granted), refused -> refuse(call, refused));
        } else {
            deliver(call, sid);
        }
    }

    private void deliver(Call call, String sid) {
        server.heartbeat().catchUp();
        Session session = server.session(sid);
        PollingWire polling = session == null ? null : session.polling();
        if (session == null) {
            refuse(call, Refusal.unknownSession(sid));
        } else if (polling == null) {
            refuse(call, Refusal.badRequest("TRANSPORT_MISMATCH"));
        } else if (call.request().method().equals("GET")) {
            polling.onPoll(call);
        } else if (call.request().method().equals("POST")) {
            polling.onPost(call);
        } else {
            call.empty(500);
        }
    }

    private void open(Call call, Admission.Granted granted) {
        RequestInfo request = call.request();
        Session session = new Session(server, granted.sid(), request, granted.protocol(), PollingWire::new);
        if (!server.register(session)) {
            refuse(call, Refusal.badRequest("ID_GENERATION_ERROR"));
            return;
        }
        HttpHeaders initial = admission.initialHeaders(request, granted.sid());
        session.openWith(call.with(initial));
    }

    private void refuse(Call call, Refusal refusal) {
        call.refuse(refusal);
        server.listener().onConnectionError(refusal.error(call.request()));
    }
}
