package dev.parley.example.web;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.URIUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the endpoint of a request by method and path. A path no route knows gets 404, a method no route of the path knows
 * gets 405. Routes are added before the server starts.
 */
public final class Routes extends Handler.Abstract {

    private static final Logger LOG = LoggerFactory.getLogger(Routes.class);

    private record Route(String method, Pattern path, Endpoint endpoint) {}

    private final List<Route> routes = new ArrayList<>();
    private final RequestLimits limits;

    /**
     * Routes with limits.
     *
     * @param limits how many requests an address may make
     */
    public Routes(RequestLimits limits) {
        this.limits = limits;
    }

    /**
     * Adds a route.
     *
     * @param method {@code GET} or {@code POST}; GET also answers HEAD
     * @param path the path, in which <code>{}</code> stands for any one part
     * @param endpoint what answers
     * @return this
     */
    public Routes add(String method, String path, Endpoint endpoint) {
        Pattern pattern = Pattern.compile(Pattern.quote(path).replace("{}", "\\E([^/]+)\\Q"));
        routes.add(new Route(method, pattern, endpoint));
        return this;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = Request.getPathInContext(request);
        String method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
        Set<String> allowed = new LinkedHashSet<>();
        for (Route route : routes) {
            Matcher matcher = route.path().matcher(path);
            if (matcher.matches()) {
                if (route.method().equals(method)) {
                    run(route.endpoint(), new Call(request, response, values(matcher)), callback);
                    return true;
                }
                allowed.add(route.method());
            }
        }
        Call call = new Call(request, response, List.of());
        if (allowed.isEmpty()) {
            run(Routes::notFound, call, callback);
        } else {
            response.getHeaders().put(HttpHeader.ALLOW, String.join(", ", allowed));
            run(Routes::notAllowed, call, callback);
        }
        return true;
    }

    private static void notFound(Call call) throws HttpProblem {
        throw new HttpProblem(404, "Not found");
    }

    private static void notAllowed(Call call) throws HttpProblem {
        throw new HttpProblem(405, "Method not allowed");
    }

    private void run(Endpoint endpoint, Call call, Callback callback) {
        try {
            if (!limits.admits(call.address())) {
                call.answerHeader("Retry-After", "60");
                throw new HttpProblem(429, "Too many requests. Please wait a minute.");
            }
            endpoint.answer(call);
            callback.succeeded();
        } catch (HttpProblem problem) {
            answer(call, problem.status(), problem.getMessage(), callback);
        } catch (EofException e) {
            call.abort(callback, e);
        } catch (IOException | RuntimeException e) {
            LOG.warn("A request failed", e);
            if (call.committed()) {
                call.abort(callback, e);
            } else {
                answer(call, 500, "Internal server error", callback);
            }
        }
    }

    private static void answer(Call call, int status, @Nullable String text, Callback callback) {
        try {
            if (status == 413) {
                call.answerHeader("Connection", "close");
            }
            call.answer(status, Map.of("error", text == null ? "" : text));
            call.end(callback);
        } catch (IOException e) {
            callback.failed(e);
        }
    }

    private static List<String> values(Matcher matcher) {
        List<String> values = new ArrayList<>();
        for (int group = 1; group <= matcher.groupCount(); group++) {
            values.add(URIUtil.decodePath(matcher.group(group)));
        }
        return values;
    }
}
