package dev.parley.example.api;

import dev.parley.example.account.Account;
import dev.parley.example.account.AccountException;
import dev.parley.example.account.Accounts;
import dev.parley.example.account.Tokens;
import dev.parley.example.web.Call;
import dev.parley.example.web.HttpProblem;
import dev.parley.example.web.JsonFields;
import dev.parley.example.web.Routes;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/** Registration, sign-in, guests, and token renewal. */
public final class SignInApi {

    /**
     * The enabled ways to sign in.
     *
     * @param guests whether guests may sign in with only a name
     * @param registration whether anybody may register an account
     */
    public record Doors(boolean guests, boolean registration) {}

    /**
     * Limits on failed attempts.
     *
     * @param address per minute from one address; ten times as many may succeed
     * @param account per minute for one name, from any address
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public record Attempts(int address, int account, LongSupplier nanoTime) {}

    /**
     * What a signed-in user receives.
     *
     * @param tokens signs the client's token
     * @param fileCookie the browser's cookie for files
     */
    public record Signed(Tokens tokens, FileCookie fileCookie) {}

    @FunctionalInterface
    private interface Way {
        Account enter(String username, String password) throws AccountException;
    }

    private final Accounts accounts;
    private final Signed signed;
    private final Access access;
    private final Doors doors;
    private final SignInLimits limits;
    private final Executor workers;

    /**
     * Creates the endpoints.
     *
     * @param accounts the accounts
     * @param signed what a signed-in user receives
     * @param access authenticates token renewals
     * @param doors the enabled ways to sign in
     * @param attempts the limits on failed attempts
     * @param workers threads for hashing, which blocks; few, as it takes memory
     */
    public SignInApi(
            Accounts accounts, Signed signed, Access access, Doors doors, Attempts attempts, Executor workers) {
        this.accounts = accounts;
        this.signed = signed;
        this.access = access;
        this.doors = doors;
        this.limits = new SignInLimits(attempts.address(), attempts.account(), attempts.nanoTime());
        this.workers = workers;
    }

    /**
     * Adds the routes.
     *
     * @param routes the target
     */
    public void addTo(Routes routes) {
        routes.post("/api/register", workers, call -> enter(call, 201, doors.registration(), accounts::register));
        routes.post("/api/login", workers, call -> enter(call, 200, true, accounts::login));
        routes.post(
                "/api/guest", workers, call -> enter(call, 200, doors.guests(), (name, none) -> accounts.guest(name)));
        routes.post("/api/renew", workers, this::renew);
        routes.post("/api/session", workers, this::openSession);
        routes.delete("/api/session", Routes.DIRECT, this::closeSession);
    }

    private void enter(Call call, int status, boolean open, Way way) throws HttpProblem, IOException {
        if (!open) {
            throw new HttpProblem(403, "This way in is closed.");
        }
        JsonFields body = call.json();
        String name = body.text("username");
        String password = body.optionalText("password").orElse("");
        SignInLimits.Attempt attempt = begin(call, name);
        Account account;
        try {
            account = way.enter(name, password);
        } catch (AccountException e) {
            attempt.failed();
            throw refusal(e);
        } catch (RuntimeException e) {
            attempt.cancelled();
            throw e;
        }
        attempt.succeeded(!account.guest());
        answer(call, status, account);
    }

    private SignInLimits.Attempt begin(Call call, String name) throws HttpProblem {
        try {
            return limits.begin(call.address(), name);
        } catch (HttpProblem tooMany) {
            call.answerHeader("Retry-After", "60");
            throw tooMany;
        }
    }

    static HttpProblem refusal(AccountException e) {
        return switch (e.reason()) {
            case INVALID -> new HttpProblem(400, "INVALID", e.text());
            case TAKEN -> new HttpProblem(409, "NAME_TAKEN", e.text());
            case WRONG -> new HttpProblem(401, e.text());
            case UNKNOWN -> new HttpProblem(404, e.text());
        };
    }

    private void renew(Call call) throws HttpProblem, IOException {
        answer(call, 200, access.user(call).account());
    }

    /** For a page that still has a token from an earlier visit. */
    private void openSession(Call call) throws HttpProblem, IOException {
        Account account = access.user(call).account();
        signed.fileCookie().set(call, account);
        call.answer(200, Map.of("id", account.id()));
    }

    /** Not authenticated: a browser discards its own cookie. */
    private void closeSession(Call call) throws IOException {
        signed.fileCookie().clear(call);
        call.answer(200, Map.of());
    }

    private void answer(Call call, int status, Account account) throws IOException {
        String token = signed.tokens().sign(account);
        signed.fileCookie().set(call, account);
        String expiresAt =
                signed.tokens().verify(token).orElseThrow().expiresAt().toString();
        Map<String, Object> user = Map.of("id", account.id(), "name", account.name(), "roles", account.roles());
        call.answer(status, Map.of("token", token, "expiresAt", expiresAt, "user", user, "guest", account.guest()));
    }
}
