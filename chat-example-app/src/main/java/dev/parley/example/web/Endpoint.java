package dev.parley.example.web;

import java.io.IOException;

/** Answers the requests of one route, on a server thread; may block. */
@FunctionalInterface
public interface Endpoint {

    /**
     * Answers.
     *
     * @param call the request
     * @throws HttpProblem to end it with an error
     * @throws IOException if the client is gone
     */
    void answer(Call call) throws HttpProblem, IOException;
}
