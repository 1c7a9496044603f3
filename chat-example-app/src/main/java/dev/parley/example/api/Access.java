package dev.parley.example.api;

import dev.parley.example.account.Accounts;
import dev.parley.example.account.Tokens;
import dev.parley.example.web.Call;
import dev.parley.example.web.HttpProblem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Tells who makes a request: the holder of a user's token, or the operator, who holds the admin token. A token is good for as
 * long as its account is: roles are those of now. Thread-safe; methods may block.
 */
public final class Access {

    private final Tokens tokens;
    private final Accounts accounts;
    private final FileCookie fileCookie;
    private final byte[] adminToken;

    /**
     * Access by two kinds of tokens.
     *
     * @param tokens the users'
     * @param accounts tells which of them were revoked
     * @param fileCookie shows who asks for a file
     * @param adminToken the operator's
     */
    public Access(Tokens tokens, Accounts accounts, FileCookie fileCookie, String adminToken) {
        this.tokens = tokens;
        this.accounts = accounts;
        this.fileCookie = fileCookie;
        this.adminToken = adminToken.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Looks at a token.
     *
     * @param token what a client sent
     * @return whose it is, as the person is now; empty when it is not a token of this server, is over, or was revoked
     */
    public Optional<Tokens.Proof> verify(String token) {
        return tokens.verify(token).flatMap(this::current);
    }

    private Optional<Tokens.Proof> current(Tokens.Proof proof) {
        return accounts.current(proof.account()).map(account -> new Tokens.Proof(account, proof.expiresAt()));
    }

    /**
     * The user who makes a request.
     *
     * @param call the request
     * @return a verified token
     * @throws HttpProblem with 401 if there is none
     */
    public Tokens.Proof user(Call call) throws HttpProblem {
        return call.bearer().flatMap(this::verify).orElseThrow(Access::unauthorized);
    }

    /**
     * The user who asks for a file: the holder of a token or, in a browser, whoever signed in there.
     *
     * @param call the request
     * @return who it is
     * @throws HttpProblem with 401 if nobody shows, or a token is no good, whatever the browser's cookie says
     */
    public Tokens.Proof reader(Call call) throws HttpProblem {
        return call.bearer().isPresent()
                ? user(call)
                : fileCookie.read(call).flatMap(this::current).orElseThrow(Access::unauthorized);
    }

    /**
     * Whether the request carries the admin token, or that of a user with the role of an admin.
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
     * Lets only admins pass.
     *
     * @param call the request
     * @throws HttpProblem with 401 if the request carries no good token, 403 if it is not an admin's
     */
    public void requireAdmin(Call call) throws HttpProblem {
        if (call.bearer().filter(this::isOperator).isEmpty() && !isAdmin(user(call))) {
            throw new HttpProblem(403, "Only for admins");
        }
    }

    /**
     * Lets only the operator pass.
     *
     * @param call the request
     * @throws HttpProblem with 401 if the request carries no good token, 403 if it is not the admin token
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
