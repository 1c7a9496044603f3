package dev.parley.engineio;

import dev.parley.transport.CorsPolicy;
import dev.parley.transport.HeadersHook;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.HttpMiddleware;
import dev.parley.transport.HttpMiddleware.Verdict;
import dev.parley.transport.RequestInfo;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every request passes before the engine looks at it: middleware, CORS, header hooks. Stateless. */
final class Gate {

    private static final Logger LOG = LoggerFactory.getLogger(EngineServer.class);

    private final EngineOptions options;

    Gate(EngineOptions options) {
        this.options = options;
    }

    /**
     * Lets a request pass, or answers it.
     *
     * @param onward given the headers for the answer when the request passes
     * @param answered given the answer when a middleware gives it or fails
     */
    void pass(RequestInfo request, Consumer<HttpHeaders> onward, Consumer<Verdict> answered) {
        pass(request, options.middleware(), headers(request), onward, answered);
    }

    private void pass(
            RequestInfo request,
            List<HttpMiddleware> left,
            HttpHeaders headers,
            Consumer<HttpHeaders> onward,
            Consumer<Verdict> answered) {
        if (left.isEmpty()) {
            onward.accept(headers);
            return;
        }
        Admission.staged(() -> left.get(0).handle(request)).whenComplete((verdict, failure) -> {
            if (verdict == null) {
                LOG.warn("A middleware failed; the request is refused", failure);
                Refusal refusal = Refusal.badRequest("MIDDLEWARE_FAILURE");
                HttpHeaders json = HttpHeaders.of("Content-Type", "application/json");
                answered.accept(Verdict.answer(refusal.status(), json.withAll(headers), refusal.json()));
            } else if (verdict.goesOn()) {
                pass(request, left.subList(1, left.size()), headers.withAll(verdict.headers()), onward, answered);
            } else {
                answered.accept(new Verdict(verdict.status(), headers.withAll(verdict.headers()), verdict.body()));
            }
        });
    }

    private HttpHeaders headers(RequestInfo request) {
        HttpHeaders headers = HttpHeaders.none();
        CorsPolicy cors = options.cors();
        if (cors != null) {
            headers = isPreflight(request) ? cors.preflightHeaders(request) : cors.actualHeaders(request);
        }
        String agent = request.headers().first("User-Agent");
        if (agent != null && (agent.contains(";MSIE") || agent.contains("Trident/"))) {
            headers = headers.with("X-XSS-Protection", "0");
        }
        return headers.withAll(ask(options.headers(), request));
    }

    /** Whether the answer is the policy's alone. */
    boolean isPreflight(RequestInfo request) {
        return options.cors() != null && request.method().equals("OPTIONS");
    }

    int preflightStatus() {
        return options.cors() == null ? 204 : options.cors().preflightStatus();
    }

    static HttpHeaders ask(@Nullable HeadersHook hook, RequestInfo request) {
        if (hook == null) {
            return HttpHeaders.none();
        }
        try {
            return hook.headers(request);
        } catch (RuntimeException failure) {
            LOG.warn("A headers hook failed; it adds nothing", failure);
            return HttpHeaders.none();
        }
    }
}
