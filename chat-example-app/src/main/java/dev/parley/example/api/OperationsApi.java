package dev.parley.example.api;

import dev.parley.example.web.Call;
import dev.parley.example.web.HttpProblem;
import dev.parley.example.web.Routes;
import dev.parley.store.MessageStore;
import dev.parley.store.StoreHealth;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** What an operator's tools ask for: liveness, readiness and figures. */
public final class OperationsApi {

    private final Access access;
    private final MessageStore store;
    private final PrometheusMeterRegistry metrics;
    private final BooleanSupplier stopping;

    /**
     * The endpoints.
     *
     * @param access lets admins read the figures from elsewhere
     * @param store has to work for the server to be ready
     * @param metrics the figures
     * @param stopping whether the server is on its way down
     */
    public OperationsApi(Access access, MessageStore store, PrometheusMeterRegistry metrics, BooleanSupplier stopping) {
        this.access = access;
        this.store = store;
        this.metrics = metrics;
        this.stopping = stopping;
    }

    /**
     * Adds the routes.
     *
     * @param routes where
     */
    public void addTo(Routes routes) {
        routes.add("GET", "/healthz", call -> call.answer(200, Map.of("status", "up")));
        routes.add("GET", "/readyz", this::ready);
        routes.add("GET", "/metrics", this::metrics);
    }

    private void ready(Call call) throws IOException {
        StoreHealth health = store.health();
        boolean ready = health.up() && !stopping.getAsBoolean();
        call.answer(
                ready ? 200 : 503,
                Map.of("status", ready ? "ready" : "not ready", "store", health.up() ? "up" : "down"));
    }

    /** Figures tell a lot about a service: they are for this machine, and for admins. */
    private void metrics(Call call) throws HttpProblem, IOException {
        if (!InetAddress.getByName(call.address()).isLoopbackAddress()) {
            access.requireAdmin(call);
        }
        call.answer(
                200,
                "text/plain; version=0.0.4; charset=utf-8",
                metrics.scrape().getBytes(StandardCharsets.UTF_8));
    }
}
