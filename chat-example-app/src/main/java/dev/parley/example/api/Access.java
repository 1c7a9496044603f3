package dev.parley.example.api;

import dev.parley.example.account.Accounts;
import dev.parley.example.account.Tokens;
import dev.parley.example.web.Call;
import dev.parley.example.web.HttpProblem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/** Tells who makes a request: the holder of a user's token, or of the admin token. Thread-safe. */
public final class Access {

    private final Tokens tokens;
    private final byte[] adminToken;

    /**
     * Access by two kinds of tokens.
     *
     * @param tokens the users'
     * @param adminToken the operator's
     */
    public Access(Tokens tokens, String adminToken) {
        this.tokens = tokens;
        this.adminToken = adminToken.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The user who makes a request.
     *
     * @param call the request
     * @return a verified token
     * @throws HttpProblem with 401 if there is none
     */
    public Tokens.Proof user(Call call) throws HttpProblem {
        return call.bearer().flatMap(tokens::verify).orElseThrow(Access::unauthorized);
    }

    /**
     * Whether the request carries the admin token, or that of a user with the role of an admin.
     *
     * @param call the request
     * @return true if so
     */
    public boolean isAdmin(Call call) {
        return call.bearer().filter(this::isAdmin).isPresent();
    }

    /**
     * Lets only admins pass.
     *
     * @param call the request
     * @throws HttpProblem with 401 if the request carries no good token, 403 if it is not an admin's
     */
    public void requireAdmin(Call call) throws HttpProblem {
        Optional<String> bearer = call.bearer();
        if (bearer.isEmpty()
                || (!isAdmin(bearer.get()) && tokens.verify(bearer.get()).isEmpty())) {
            throw unauthorized();
        }
        if (!isAdmin(bearer.get())) {
            throw new HttpProblem(403, "Only for admins");
        }
    }

    private boolean isAdmin(String bearer) {
        return MessageDigest.isEqual(bearer.getBytes(StandardCharsets.UTF_8), adminToken)
                || tokens.verify(bearer)
                        .filter(proof -> proof.account().roles().contains(Accounts.ADMIN))
                        .isPresent();
    }

    private static HttpProblem unauthorized() {
        return new HttpProblem(401, "Please sign in");
    }
}
