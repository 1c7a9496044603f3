package dev.parley.transport.policy;

import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;

/** Adds headers to the engine's responses. */
@FunctionalInterface
public interface HeadersHook {

    /**
     * Returns headers for the response to a request. Called on the executor when the request arrives; an exception adds
     * none.
     *
     * @param request the request
     * @return the headers to add, possibly none; a {@code Set-Cookie} is kept beside the engine's own
     */
    HttpHeaders headers(RequestInfo request);
}
