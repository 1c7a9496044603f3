package dev.parley.transport.vertx;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * Handles the requests of the engine in an application's HTTP server, see {@link VertxTransport#handler}. Thread-safe.
 *
 * <p>The methods are called on the context of the request, as Vert.x does, and never block. They must be called before the
 * body is read, so a {@code BodyHandler} of Vert.x Web comes after. They set the close and the exception handler of the
 * response.
 */
public interface EngineRequestHandler extends Handler<HttpServerRequest> {

    /**
     * Returns whether a request belongs to the engine, by its path as it was sent.
     *
     * @param request the request
     * @return true if it must be handled here
     */
    boolean accepts(HttpServerRequest request);

    /**
     * Handles a request without a principal. One that does not belong to the engine goes to {@link
     * VertxTransport.Builder#requestHandler}.
     *
     * @param request the request
     */
    @Override
    default void handle(HttpServerRequest request) {
        handle(request, null);
    }

    /**
     * Handles a request. One that does not belong to the engine goes to {@link
     * VertxTransport.Builder#requestHandler}.
     *
     * @param request the request
     * @param principal the user whom the application has authenticated, seen by the engine's authenticator; null if there
     *     is none
     * @throws IllegalStateException if called outside a context of Vert.x
     */
    void handle(HttpServerRequest request, @Nullable Principal principal);
}
