package dev.parley.engineio;

import dev.parley.engineio.http.Refusal;
import dev.parley.engineio.options.EngineOptions;
import dev.parley.runtime.FailureLog;
import dev.parley.runtime.UncaughtErrors;
import dev.parley.time.Scheduler;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import dev.parley.transport.policy.CorsPolicy;
import dev.parley.transport.policy.HeadersHook;
import dev.parley.transport.policy.HttpMiddleware;
import dev.parley.transport.policy.HttpMiddleware.Verdict;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Applied to every request before the engine handles it: middleware, CORS, header hooks. Its log is thread-safe. */
final class RequestFilters {

    private static final Logger LOG = LoggerFactory.getLogger(EngineServer.class);

    private final EngineOptions options;
    private final FailureLog failures;

    RequestFilters(EngineOptions options, Scheduler scheduler) {
        this.options = options;
        this.failures = new FailureLog(LOG, scheduler::nanoTime);
    }

    /**
     * Lets a request pass, or answers it.
     *
     * @param onward receives the response headers if the request passes
     * @param answered receives the answer if a middleware gives one or fails
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
        staged(() -> left.get(0).handle(request)).whenComplete((verdict, failure) -> {
            if (verdict == null) {
                warn("A middleware failed; the request is refused", failure);
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

    /** Whether the policy alone answers the request. */
    boolean isPreflight(RequestInfo request) {
        return options.cors() != null && request.method().equals("OPTIONS");
    }

    int preflightStatus() {
        return options.cors() == null ? 204 : options.cors().preflightStatus();
    }

    HttpHeaders ask(@Nullable HeadersHook hook, RequestInfo request) {
        if (hook == null) {
            return HttpHeaders.none();
        }
        try {
            return hook.headers(request);
        } catch (Throwable failure) {
            warn("A headers hook failed; it adds nothing", failure);
            UncaughtErrors.reportError("a headers hook", failure);
            return HttpHeaders.none();
        }
    }

    static <T> CompletionStage<T> staged(Supplier<CompletionStage<T>> call) {
        try {
            return call.get();
        } catch (Throwable failure) {
            UncaughtErrors.reportError("a hook of a request", failure);
            return CompletableFuture.failedStage(failure);
        }
    }

    private void warn(String text, @Nullable Throwable failure) {
        String kind = failure == null ? text : text + failure.getClass().getName();
        failures.log(Level.WARN, kind, text, line -> line.setCause(failure));
    }
}
