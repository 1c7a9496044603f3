package dev.parley.engineio;

import dev.parley.engineio.http.Refusal;
import dev.parley.engineio.options.EngineOptions;
import dev.parley.engineio.session.Session;
import dev.parley.engineio.session.SessionOpening;
import dev.parley.engineio.session.SessionRegistry;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import dev.parley.transport.TransportName;
import dev.parley.transport.policy.HandshakeGuard;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Validates requests, in the protocol's order of checks. Stateless, apart from the sessions and counters it consults. */
final class RequestChecks {

    private final EngineOptions options;
    private final SessionRegistry sessions;
    private final Handshakes handshakes;
    private final RequestFilters filters;

    RequestChecks(EngineOptions options, SessionRegistry sessions, Handshakes handshakes, RequestFilters filters) {
        this.options = options;
        this.sessions = sessions;
        this.handshakes = handshakes;
        this.filters = filters;
    }

    /** The synchronous checks; null if the request passes. */
    @Nullable
    Refusal check(RequestInfo request, boolean upgrade) {
        if (sessions.isStopping()) {
            return Refusal.stopping();
        }
        String transport = request.parameter("transport");
        if (transport == null || !isConfigured(transport)) {
            return Refusal.unknownTransport(String.valueOf(transport));
        }
        String origin = request.headers().first("Origin");
        if (origin != null && !isHeaderValue(origin)) {
            return Refusal.badRequest("INVALID_ORIGIN");
        }
        String sid = sid(request);
        if (sid != null) {
            return checkKnown(request, sid, transport, upgrade);
        }
        return sessions.isDraining() ? Refusal.stopping() : checkNew(request, transport, upgrade);
    }

    /** The session id of a request; null if it asks for a new session. */
    static @Nullable String sid(RequestInfo request) {
        String sid = request.parameter("sid");
        return sid == null || sid.isEmpty() ? null : sid;
    }

    private @Nullable Refusal checkKnown(RequestInfo request, String sid, String transport, boolean upgrade) {
        Session session = sessions.find(sid);
        if (session == null) {
            return Refusal.unknownSession(sid);
        }
        if (!upgrade && !session.transportName().wireName().equals(transport)) {
            return Refusal.badRequest("TRANSPORT_MISMATCH");
        }
        return upgrade ? checkUpgrade(request, transport) : null;
    }

    private @Nullable Refusal checkNew(RequestInfo request, String transport, boolean upgrade) {
        if (!request.method().equals("GET") && !(upgrade && request.method().equals("CONNECT"))) {
            return Refusal.badMethod(request.method());
        }
        if (upgrade) {
            return checkUpgrade(request, transport);
        }
        return transport.equals(TransportName.WEBSOCKET.wireName())
                ? Refusal.badRequest("TRANSPORT_HANDSHAKE_ERROR")
                : null;
    }

    private static @Nullable Refusal checkUpgrade(RequestInfo request, String transport) {
        return transport.equals(TransportName.WEBSOCKET.wireName()) && SubProtocols.wellFormed(request.headers())
                ? null
                : Refusal.badRequest("TRANSPORT_HANDSHAKE_ERROR");
    }

    private boolean isConfigured(String transport) {
        for (TransportName name : options.transports()) {
            if (name.wireName().equals(transport)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isHeaderValue(String text) {
        return text.chars().allMatch(c -> c == '\t' || (c >= ' ' && c <= '~') || (c >= 0x80 && c <= 0xff));
    }

    /** Whether a page of this origin may open a WebSocket: allowed by the policy, or same origin. */
    boolean originMayUpgrade(RequestInfo request) {
        String origin = request.headers().first("Origin");
        if (options.cors() == null || origin == null || options.cors().allows(origin)) {
            return true;
        }
        String host = request.headers().first("Host");
        int scheme = origin.indexOf("://");
        return host != null
                && scheme > 0
                && origin.substring(scheme + 3).toLowerCase(Locale.ROOT).equals(host.toLowerCase(Locale.ROOT));
    }

    /** The remaining checks for a new session, which may be asynchronous. Calls one of the two, on any thread. */
    void admit(RequestInfo request, Consumer<SessionOpening> granted, Consumer<Refusal> refused) {
        Handshakes.Place place = handshakes.take(request);
        Refusal full = options.memory().isExhausted() ? Refusal.overloaded() : place.refusal();
        Consumer<Refusal> leaving = refusal -> {
            place.leave();
            refused.accept(refusal);
        };
        if (full == null) {
            admitPlaced(request, place, granted, leaving);
        } else {
            leaving.accept(full);
        }
    }

    private void admitPlaced(
            RequestInfo request, Handshakes.Place place, Consumer<SessionOpening> granted, Consumer<Refusal> refused) {
        HandshakeGuard guard = options.guard();
        if (guard == null) {
            admitGuarded(request, place, granted, refused);
            return;
        }
        RequestFilters.staged(() -> guard.decide(request)).whenComplete((decision, failure) -> {
            if (decision != null && decision.allowed()) {
                admitGuarded(request, place, granted, refused);
            } else {
                String message = decision == null ? null : decision.message();
                refused.accept(Refusal.forbidden(message == null ? "Forbidden" : message));
            }
        });
    }

    private void admitGuarded(
            RequestInfo request, Handshakes.Place place, Consumer<SessionOpening> granted, Consumer<Refusal> refused) {
        String version = request.parameter("EIO");
        int protocol = "4".equals(version) ? 4 : 3;
        if (protocol == 3 && !options.allowEio3()) {
            refused.accept(Refusal.unsupportedProtocol(String.valueOf(version)));
            return;
        }
        RequestFilters.staged(() -> options.sessionIds().next(request)).whenComplete((sid, failure) -> {
            if (sid == null || !isUsable(sid) || sessions.find(sid) != null) {
                refused.accept(Refusal.badRequest("ID_GENERATION_ERROR"));
            } else {
                granted.accept(new SessionOpening(sid, protocol, request, place::leave));
            }
        });
    }

    /** Whether an id is safe in a cookie and a URL. */
    private static boolean isUsable(String sid) {
        for (int i = 0; i < sid.length(); i++) {
            char c = sid.charAt(i);
            if (c <= ' ' || c >= 127 || c == ';' || c == ',') {
                return false;
            }
        }
        return !sid.isEmpty();
    }

    /** The headers of handshake responses only. */
    HttpHeaders initialHeaders(RequestInfo request, @Nullable String cookieFor) {
        HttpHeaders headers = HttpHeaders.none();
        if (cookieFor != null && options.cookie() != null) {
            headers = headers.with("Set-Cookie", options.cookie().header(cookieFor));
        }
        return headers.withAll(filters.ask(options.initialHeaders(), request));
    }
}
