package dev.parley.transport.policy;

import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;

/** Adds headers to the answers of the engine. */
@FunctionalInterface
public interface HeadersHook {

    /**
     * Gives headers for the answer to one request. Called on the executor when the request arrives; an exception adds none.
     *
     * @param request the request
     * @return the headers to add, possibly none; a {@code Set-Cookie} stays beside the engine's own
     */
    HttpHeaders headers(RequestInfo request);
}
