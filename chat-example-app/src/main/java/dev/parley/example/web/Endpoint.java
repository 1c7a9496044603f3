package dev.parley.example.web;

import java.io.IOException;

/**
 * Answers the requests of one route: now, or later on any thread. It may block where its route has {@link Workers}; on the
 * server's own threads it must not.
 */
@FunctionalInterface
public interface Endpoint {

    /**
     * Answers, or sees to it that somebody does.
     *
     * @param call the request
     * @throws HttpProblem to end it with a refusal
     * @throws IOException if something cannot be read or written
     */
    void answer(Call call) throws HttpProblem, IOException;
}
