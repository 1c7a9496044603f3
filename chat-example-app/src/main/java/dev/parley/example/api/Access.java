package dev.parley.example.api;

import dev.parley.example.account.Accounts;
import dev.parley.example.account.Tokens;
import dev.parley.example.web.Call;
import dev.parley.example.web.HttpProblem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Authenticates requests: by a user's token, or by the operator's admin token. A token is valid as long as its account,
 * with the account's current roles. Thread-safe; methods may block.
 */
public final class Access {

    private final Tokens tokens;
    private final Accounts accounts;
    private final FileCookie fileCookie;
    private final byte[] adminToken;

    /**
     * Creates the access checks.
     *
     * @param tokens the users' tokens
     * @param accounts knows which of them were revoked
     * @param fileCookie authenticates requests for files
     * @param adminToken the operator's token
     */
    public Access(Tokens tokens, Accounts accounts, FileCookie fileCookie, String adminToken) {
        this.tokens = tokens;
        this.accounts = accounts;
        this.fileCookie = fileCookie;
        this.adminToken = adminToken.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Verifies a token.
     *
     * @param token what a client sent
     * @return the token with the current state of its account; empty if it is not from this server, has expired, or was
     *     revoked
     */
    public Optional<Tokens.Proof> verify(String token) {
        return tokens.verify(token).flatMap(this::current);
    }

    private Optional<Tokens.Proof> current(Tokens.Proof proof) {
        return accounts.current(proof.account()).map(account -> new Tokens.Proof(account, proof.expiresAt()));
    }

    /**
     * Returns the user who makes a request.
     *
     * @param call the request
     * @return a verified token
     * @throws HttpProblem with 401 if there is none
     */
    public Tokens.Proof user(Call call) throws HttpProblem {
        return call.bearer().flatMap(this::verify).orElseThrow(Access::unauthorized);
    }

    /**
     * Returns the user who requests a file: by token or, in a browser, by the cookie of the sign-in.
     *
     * @param call the request
     * @return the user
     * @throws HttpProblem with 401 if there is neither, or a token is invalid, regardless of the cookie
     */
    public Tokens.Proof reader(Call call) throws HttpProblem {
        return call.bearer().isPresent()
                ? user(call)
                : fileCookie.read(call).flatMap(this::current).orElseThrow(Access::unauthorized);
    }

    /**
     * Returns whether the request has the admin token, or that of a user with the admin role.
     *
     * @param call the request
     * @return true if so
     */
    public boolean isAdmin(Call call) {
        return call.bearer()
                .filter(bearer -> isOperator(bearer)
                        || verify(bearer).filter(Access::isAdmin).isPresent())
                .isPresent();
    }

    /**
     * Rejects requests that are not an admin's.
     *
     * @param call the request
     * @throws HttpProblem with 401 if the request has no valid token, 403 if it is not an admin's
     */
    public void requireAdmin(Call call) throws HttpProblem {
        if (call.bearer().filter(this::isOperator).isEmpty() && !isAdmin(user(call))) {
            throw new HttpProblem(403, "Only for admins");
        }
    }

    /**
     * Rejects requests that are not the operator's.
     *
     * @param call the request
     * @throws HttpProblem with 401 if the request has no valid token, 403 if it is not the admin token
     */
    public void requireOperator(Call call) throws HttpProblem {
        if (call.bearer().filter(this::isOperator).isEmpty()) {
            user(call);
            throw new HttpProblem(403, "Only for the operator");
        }
    }

    boolean isOperator(Call call) {
        return call.bearer().filter(this::isOperator).isPresent();
    }

    private boolean isOperator(String bearer) {
        return MessageDigest.isEqual(bearer.getBytes(StandardCharsets.UTF_8), adminToken);
    }

    static boolean isAdmin(Tokens.Proof proof) {
        return proof.account().roles().contains(Accounts.ADMIN);
    }

    private static HttpProblem unauthorized() {
        return new HttpProblem(401, "Please sign in");
    }
}
