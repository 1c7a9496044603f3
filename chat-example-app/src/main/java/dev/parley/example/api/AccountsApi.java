package dev.parley.example.api;

import dev.parley.example.account.Account;
import dev.parley.example.account.AccountAdministration;
import dev.parley.example.account.AccountException;
import dev.parley.example.account.Accounts;
import dev.parley.example.web.Call;
import dev.parley.example.web.HttpProblem;
import dev.parley.example.web.JsonFields;
import dev.parley.example.web.Routes;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Account management for the operator, with the admin token. */
public final class AccountsApi {

    private final Access access;
    private final Accounts accounts;
    private final AccountAdministration administration;
    private final Eraser eraser;
    private final Executor workers;

    /** Erases a user. */
    @FunctionalInterface
    public interface Eraser {

        /**
         * Erases what a user has written and uploaded; blocks.
         *
         * @param userId the user
         * @return the number of room entries erased
         * @throws IOException if exported files cannot be changed
         */
        int erase(String userId) throws IOException;
    }

    /**
     * Creates the endpoints.
     *
     * @param access authenticates requests
     * @param accounts the accounts
     * @param eraser erases a user's content
     * @param workers threads that may block
     */
    public AccountsApi(Access access, Accounts accounts, Eraser eraser, Executor workers) {
        this.access = access;
        this.accounts = accounts;
        this.administration = accounts.administration();
        this.eraser = eraser;
        this.workers = workers;
    }

    /**
     * Adds the routes.
     *
     * @param routes the target
     */
    public void addTo(Routes routes) {
        routes.get("/api/accounts", workers, this::list);
        routes.post("/api/accounts", workers, this::create);
        routes.post("/api/accounts/{}", workers, this::change);
        routes.delete("/api/accounts/{}", workers, this::remove);
        routes.delete("/api/users/{}", workers, this::erase);
    }

    private void list(Call call) throws HttpProblem, IOException {
        access.requireOperator(call);
        List<AccountAdministration.Entry> all = administration.all();
        call.answer(200, Map.of("count", all.size(), "accounts", all));
    }

    /** {@code {"username", "password", "admin"?}}. */
    private void create(Call call) throws HttpProblem, IOException {
        access.requireOperator(call);
        JsonFields body = call.json().only("username", "password", "admin");
        String name = body.text("username");
        String password = body.text("password");
        boolean admin = body.flag("admin").orElse(false);
        try {
            Account account = accounts.create(name, password, admin);
            call.answer(201, administration.find(account.name()));
        } catch (AccountException e) {
            throw SignInApi.refusal(e);
        }
    }

    /** {@code {"admin"?, "disabled"?, "password"?}}. */
    private void change(Call call) throws HttpProblem, IOException {
        access.requireOperator(call);
        JsonFields body = call.json().only("admin", "disabled", "password");
        Optional<String> password = body.optionalText("password");
        Optional<Boolean> admin = body.flag("admin");
        Optional<Boolean> disabled = body.flag("disabled");
        String name = call.pathValue(0);
        try {
            AccountAdministration.Entry entry = administration.find(name);
            if (password.isPresent()) {
                entry = administration.setPassword(name, password.get());
            }
            if (admin.isPresent()) {
                entry = administration.setAdmin(name, admin.get());
            }
            if (disabled.isPresent()) {
                entry = administration.setDisabled(name, disabled.get());
            }
            call.answer(200, entry);
        } catch (AccountException e) {
            throw SignInApi.refusal(e);
        }
    }

    /** Removes the account, and the content its user wrote and uploaded. */
    private void remove(Call call) throws HttpProblem, IOException {
        access.requireOperator(call);
        try {
            AccountAdministration.Entry removed = administration.remove(call.pathValue(0));
            call.answer(200, Map.of("id", removed.id(), "entries", eraser.erase(removed.id())));
        } catch (AccountException e) {
            throw SignInApi.refusal(e);
        }
    }

    /** The same for a user by id, such as a guest. */
    private void erase(Call call) throws HttpProblem, IOException {
        access.requireOperator(call);
        String id = call.pathValue(0);
        try {
            administration.revokeGuest(id);
            call.answer(200, Map.of("id", id, "entries", eraser.erase(id)));
        } catch (IllegalArgumentException e) {
            throw new HttpProblem(400, String.valueOf(e.getMessage()));
        }
    }
}
