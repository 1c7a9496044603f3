package dev.parley.example.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.example.account.Account;
import dev.parley.example.account.AccountException;
import dev.parley.example.account.Accounts;
import dev.parley.example.account.Tokens;
import dev.parley.example.web.Call;
import dev.parley.example.web.HttpProblem;
import dev.parley.example.web.RequestLimits;
import dev.parley.example.web.Routes;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Registration, sign-in, guests, and new tokens for old. */
public final class SignInApi {

    /**
     * Which ways in are open.
     *
     * @param guests whether a name is enough
     * @param registration whether anybody may make an account
     */
    public record Doors(boolean guests, boolean registration) {}

    @FunctionalInterface
    private interface Way {
        Account enter(String username, String password) throws AccountException;
    }

    private final Accounts accounts;
    private final Tokens tokens;
    private final Access access;
    private final Doors doors;
    private final RequestLimits attempts;

    /**
     * The endpoints over the given accounts.
     *
     * @param accounts who there is
     * @param tokens signs what a client keeps
     * @param access tells whose token is renewed
     * @param doors which ways in are open
     * @param attempts how often an address may try
     */
    public SignInApi(Accounts accounts, Tokens tokens, Access access, Doors doors, RequestLimits attempts) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.access = access;
        this.doors = doors;
        this.attempts = attempts;
    }

    /**
     * Adds the routes.
     *
     * @param routes where
     */
    public void addTo(Routes routes) {
        routes.add("POST", "/api/register", call -> enter(call, 201, doors.registration(), accounts::register));
        routes.add("POST", "/api/login", call -> enter(call, 200, true, accounts::login));
        routes.add(
                "POST", "/api/guest", call -> enter(call, 200, doors.guests(), (name, none) -> accounts.guest(name)));
        routes.add("POST", "/api/renew", this::renew);
    }

    private void enter(Call call, int status, boolean open, Way way) throws HttpProblem, IOException {
        if (!open) {
            throw new HttpProblem(403, "This way in is closed.");
        }
        if (!attempts.admits(call.address())) {
            call.answerHeader("Retry-After", "60");
            throw new HttpProblem(429, "Too many attempts. Please wait a minute.");
        }
        JsonNode body = call.json();
        try {
            answer(
                    call,
                    status,
                    way.enter(text(body, "username"), body.path("password").asText("")));
        } catch (AccountException e) {
            int refusal = switch (e.reason()) {
                case INVALID -> 400;
                case TAKEN -> 409;
                case WRONG -> 401;
            };
            throw new HttpProblem(refusal, String.valueOf(e.getMessage()));
        }
    }

    /** Roles are looked up again, so that what was taken away ends with the old token. */
    private void renew(Call call) throws HttpProblem, IOException {
        Account account = access.user(call).account();
        Optional<Account> now = account.guest() ? Optional.of(account) : accounts.byId(account.id());
        answer(call, 200, now.orElseThrow(() -> new HttpProblem(401, "Please sign in")));
    }

    private void answer(Call call, int status, Account account) throws IOException {
        String token = tokens.sign(account);
        String expiresAt = tokens.verify(token).orElseThrow().expiresAt().toString();
        Map<String, Object> user = Map.of("id", account.id(), "name", account.name(), "roles", account.roles());
        call.answer(status, Map.of("token", token, "expiresAt", expiresAt, "user", user, "guest", account.guest()));
    }

    private static String text(JsonNode body, String field) throws HttpProblem {
        JsonNode value = body.get(field);
        if (value == null || !value.isTextual()) {
            throw new HttpProblem(400, field + " is required");
        }
        return value.textValue();
    }
}
