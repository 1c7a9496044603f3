package dev.parley.example.api;

import dev.parley.example.web.Call;
import dev.parley.example.web.HttpProblem;
import dev.parley.example.web.Routes;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Endpoints for operations: liveness, readiness and metrics. Liveness and readiness are answered on the server's own
 * threads, which never block, and are not rate-limited.
 */
public final class OperationsApi {

    /** Paths without a rate limit. */
    public static final Set<String> UNLIMITED = Set.of("/healthz", "/readyz");

    private final Access access;
    /**
     * The state of the server.
     *
     * @param readiness the readiness checks
     * @param others what is shown beside readiness and does not change it
     * @param stopping whether the server is shutting down
     */
    public record State(Readiness readiness, Supplier<Map<String, String>> others, BooleanSupplier stopping) {}

    private final State state;
    private final PrometheusMeterRegistry metrics;
    private final Executor workers;

    /**
     * Creates the endpoints.
     *
     * @param access lets admins read the metrics remotely
     * @param state the state of the server
     * @param metrics the metrics
     * @param workers threads that may block
     */
    public OperationsApi(Access access, State state, PrometheusMeterRegistry metrics, Executor workers) {
        this.access = access;
        this.state = state;
        this.metrics = metrics;
        this.workers = workers;
    }

    /**
     * Adds the routes.
     *
     * @param routes the target
     */
    public void addTo(Routes routes) {
        routes.get("/healthz", Routes.DIRECT, call -> call.answer(200, Map.of("status", "up")));
        routes.get("/readyz", Routes.DIRECT, this::ready);
        routes.get("/metrics", workers, this::metrics);
    }

    private void ready(Call call) {
        state.readiness().report().whenComplete((report, failure) -> {
            if (failure != null) {
                call.fail(failure);
                return;
            }
            boolean ready = report.ready() && !state.stopping().getAsBoolean();
            Map<String, String> shown = new LinkedHashMap<>();
            shown.put("status", ready ? "ready" : "not ready");
            shown.putAll(report.parts());
            shown.putAll(state.others().get());
            try {
                call.answer(ready ? 200 : 503, shown);
            } catch (IOException e) {
                call.fail(e);
            }
        });
    }

    /** Metrics reveal much about a service, so they are restricted to this machine and admins. */
    private void metrics(Call call) throws HttpProblem {
        if (!call.isLocal()) {
            access.requireAdmin(call);
        }
        call.answer(
                200,
                "text/plain; version=0.0.4; charset=utf-8",
                metrics.scrape().getBytes(StandardCharsets.UTF_8));
    }
}
