package dev.parley.example.web;

import dev.parley.runtime.FailureLog;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.URIUtil;

/**
 * Dispatches requests to endpoints by method and path. Unknown paths get 404, unsupported methods 405. Routes are added
 * before the server starts. Never blocks: bodies are read asynchronously, and blocking endpoints have {@link Workers}.
 */
public final class Routes extends Handler.Abstract {

    /** Runs on the server's own threads: for endpoints that do not block. */
    public static final Executor DIRECT = Runnable::run;

    private static final int MAX_JSON = 16 * 1024;
    private static final Duration JSON_TIME = Duration.ofSeconds(15);

    private enum Body {
        NONE,
        JSON,
        LEFT_TO_ENDPOINT
    }

    private record Route(String method, Pattern path, Body body, Executor executor, Endpoint endpoint) {}

    private final List<Route> routes = new ArrayList<>();
    private final Set<String> unlimited;
    private final RequestLimits limits;
    private final FailureLog log;
    private final AtomicLong collected = new AtomicLong();

    /**
     * Creates routes with limits.
     *
     * @param limits the request rate per address
     * @param unlimited paths without a rate limit
     * @param log logs failures
     */
    public Routes(RequestLimits limits, Set<String> unlimited, FailureLog log) {
        this.limits = limits;
        this.unlimited = Set.copyOf(unlimited);
        this.log = log;
    }

    /**
     * Adds a route for GET and HEAD.
     *
     * @param path the path, in which <code>{}</code> matches any single segment
     * @param executor runs the endpoint
     * @param endpoint the endpoint
     */
    public void get(String path, Executor executor, Endpoint endpoint) {
        add("GET", path, Body.NONE, executor, endpoint);
    }

    /**
     * Adds a route for POST with a JSON object of at most 16 KiB.
     *
     * @param path the path, in which <code>{}</code> matches any single segment
     * @param executor runs the endpoint
     * @param endpoint the endpoint
     */
    public void post(String path, Executor executor, Endpoint endpoint) {
        add("POST", path, Body.JSON, executor, endpoint);
    }

    /**
     * Adds a route for POST whose endpoint reads the body itself.
     *
     * @param path the path, in which <code>{}</code> matches any single segment
     * @param executor runs the endpoint
     * @param endpoint the endpoint
     */
    public void upload(String path, Executor executor, Endpoint endpoint) {
        add("POST", path, Body.LEFT_TO_ENDPOINT, executor, endpoint);
    }

    /**
     * Adds a route for DELETE.
     *
     * @param path the path, in which <code>{}</code> matches any single segment
     * @param executor runs the endpoint
     * @param endpoint the endpoint
     */
    public void delete(String path, Executor executor, Endpoint endpoint) {
        add("DELETE", path, Body.NONE, executor, endpoint);
    }

    private void add(String method, String path, Body body, Executor executor, Endpoint endpoint) {
        Pattern pattern = Pattern.compile(Pattern.quote(path).replace("{}", "\\E([^/]+)\\Q"));
        routes.add(new Route(method, pattern, body, executor, endpoint));
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        request.addIdleTimeoutListener(timeout -> false);
        String path = Request.getPathInContext(request);
        String method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
        Set<String> allowed = new LinkedHashSet<>();
        for (Route route : routes) {
            Matcher matcher = route.path().matcher(path);
            if (matcher.matches()) {
                if (route.method().equals(method)) {
                    start(route, matcher, path, values -> new Call(request, response, callback, values, log));
                    return true;
                }
                allowed.add(route.method());
            }
        }
        Call call = new Call(request, response, callback, List.of(), log);
        if (!allowed.isEmpty()) {
            response.getHeaders().put(HttpHeader.ALLOW, String.join(", ", allowed));
        }
        if (!admit(call, path)) {
            call.answer(tooMany(call));
        } else if (allowed.isEmpty()) {
            call.answer(new HttpProblem(404, "Not found"));
        } else {
            call.answer(new HttpProblem(405, "Method not allowed"));
        }
        return true;
    }

    private void start(Route route, Matcher matcher, String path, Function<List<String>, Call> exchange) {
        List<String> values = new ArrayList<>();
        try {
            for (int group = 1; group <= matcher.groupCount(); group++) {
                values.add(URIUtil.decodePath(matcher.group(group)));
            }
        } catch (RuntimeException malformed) {
            exchange.apply(List.of()).answer(new HttpProblem(400, "The address is not encoded correctly"));
            return;
        }
        Call call = exchange.apply(values);
        if (!admit(call, path)) {
            call.answer(tooMany(call));
        } else if (route.body() == Body.JSON) {
            readJson(route, call);
        } else {
            dispatch(route, call);
        }
    }

    private boolean admit(Call call, String path) {
        return unlimited.contains(path) || limits.admits(call.address());
    }

    private static HttpProblem tooMany(Call call) {
        call.answerHeader("Retry-After", "60");
        return new HttpProblem(429, "Too many requests. Please wait a minute.");
    }

    private void readJson(Route route, Call call) {
        String type = call.header("Content-Type").orElse("");
        if (!type.startsWith("application/json")) {
            call.answer(new HttpProblem(415, "The body must be application/json"));
            return;
        }
        JsonBody body = new JsonBody(
                MAX_JSON,
                collected,
                bytes -> {
                    call.body(bytes);
                    dispatch(route, call);
                },
                call::fail);
        call.receive(body, JSON_TIME);
    }

    private void dispatch(Route route, Call call) {
        try {
            route.executor().execute(() -> run(route.endpoint(), call));
        } catch (RejectedExecutionException full) {
            call.fail(full);
        }
    }

    private void run(Endpoint endpoint, Call call) {
        try {
            endpoint.answer(call);
        } catch (HttpProblem problem) {
            call.answer(problem);
        } catch (IOException | RuntimeException | Error e) {
            call.fail(e);
        }
    }
}
