package dev.parley.example.web;

import java.io.IOException;

/**
 * Handles the requests of one route, synchronously or later on any thread. May block if its route has {@link Workers},
 * but not on the server's own threads.
 */
@FunctionalInterface
public interface Endpoint {

    /**
     * Responds, or arranges for a response.
     *
     * @param call the request
     * @throws HttpProblem to respond with an error
     * @throws IOException if something cannot be read or written
     */
    void answer(Call call) throws HttpProblem, IOException;
}
