package dev.parley.example.web;

import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Adds the security headers to every response, and allows the configured origins to use the API (CORS). */
public final class ResponseHeaders extends Handler.Wrapper {

    private static final String POLICY = "default-src 'self'; img-src 'self' blob: data:; object-src 'none';"
            + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static final String ANY = "*";

    private final Set<String> origins;

    /**
     * Wraps the handlers of the application.
     *
     * @param origins other origins that may use the API; {@code *} for all
     * @param handler the wrapped handler
     */
    public ResponseHeaders(Set<String> origins, Handler handler) {
        super(handler);
        this.origins = Set.copyOf(origins);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        HttpFields.Mutable headers = response.getHeaders();
        headers.put("Content-Security-Policy", POLICY);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "same-origin");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
        if (!origins.isEmpty()) {
            headers.add("Vary", "Origin");
        }
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        if (origin != null && (origins.contains(origin) || origins.contains(ANY))) {
            headers.put("Access-Control-Allow-Origin", origin);
            headers.put("Access-Control-Expose-Headers", "Content-Disposition, Retry-After");
            if (request.getMethod().equals("OPTIONS")) {
                headers.put("Access-Control-Allow-Methods", "GET, POST, DELETE");
                headers.put("Access-Control-Allow-Headers", "Authorization, Content-Type, Range");
                headers.put("Access-Control-Max-Age", "600");
                response.setStatus(204);
                callback.succeeded();
                return true;
            }
        }
        return super.handle(request, response, callback);
    }
}
