package dev.parley.example.account;

import dev.parley.example.account.AccountException.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * The operator's management of existing accounts. Each change invalidates earlier tokens and closes their connections
 * within seconds. Thread-safe; methods may block.
 */
public final class AccountAdministration {

    private static final int PAGE = 1_000;

    /**
     * An account, as its operator sees it.
     *
     * @param id the user id
     * @param name the display name
     * @param admin whether it has the administrator role
     * @param disabled whether signing in is disabled
     * @param createdAt when it was created
     */
    public record Entry(String id, String name, boolean admin, boolean disabled, String createdAt) {}

    private final Accounts accounts;
    private final AccountTable table;
    private final Passwords passwords;

    AccountAdministration(Accounts accounts, AccountTable table, Passwords passwords) {
        this.accounts = accounts;
        this.table = table;
        this.passwords = passwords;
    }

    /**
     * Returns all accounts.
     *
     * @return the accounts, ordered by name
     */
    public List<Entry> all() {
        List<Entry> all = new ArrayList<>();
        List<AccountTable.Row> page = table.page("", PAGE);
        while (!page.isEmpty()) {
            page.forEach(row -> all.add(entry(row)));
            page = table.page(Names.key(page.get(page.size() - 1).name()), PAGE);
        }
        return all;
    }

    /**
     * Looks up an account.
     *
     * @param name its name
     * @return the account
     * @throws AccountException if there is none
     */
    public Entry find(String name) throws AccountException {
        return entry(row(name));
    }

    /**
     * Grants or revokes the administrator role.
     *
     * @param name the account's name
     * @param admin whether it has the role
     * @return the changed account
     * @throws AccountException if there is none
     */
    public Entry setAdmin(String name, boolean admin) throws AccountException {
        AccountTable.Row row = row(name);
        return write(row, row.passwordHash(), admin, row.disabled());
    }

    /**
     * Disables or enables an account.
     *
     * @param name the account's name
     * @param disabled whether signing in is disabled
     * @return the changed account
     * @throws AccountException if there is none
     */
    public Entry setDisabled(String name, boolean disabled) throws AccountException {
        AccountTable.Row row = row(name);
        return write(row, row.passwordHash(), row.admin(), disabled);
    }

    /**
     * Changes the password of an account.
     *
     * @param name the account's name
     * @param password the new password
     * @return the changed account
     * @throws AccountException if there is no such account, or the password is not acceptable
     */
    public Entry setPassword(String name, String password) throws AccountException {
        AccountTable.Row row = row(name);
        Accounts.checkPassword(password);
        return write(row, passwords.hash(password), row.admin(), row.disabled());
    }

    /**
     * Removes an account and frees its name.
     *
     * @param name the account's name
     * @return the removed account
     * @throws AccountException if there is none
     */
    public Entry remove(String name) throws AccountException {
        AccountTable.Row row = row(name);
        table.remove(row.id());
        return entry(row);
    }

    private AccountTable.Row row(String name) throws AccountException {
        return table.byName(Names.key(name))
                .orElseThrow(() -> new AccountException(Reason.UNKNOWN, "There is no account of this name."));
    }

    private Entry write(AccountTable.Row row, String passwordHash, boolean admin, boolean disabled) {
        var changed = new AccountTable.Row(
                row.id(), row.name(), passwordHash, row.createdAt(), admin, disabled, row.generation());
        table.update(changed);
        return entry(changed);
    }

    private Entry entry(AccountTable.Row row) {
        return new Entry(row.id(), row.name(), accounts.isAdmin(row), row.disabled(), row.createdAt());
    }

    /**
     * Revokes the tokens of a guest. Has no effect on accounts.
     *
     * @param id a user id
     */
    public void revokeGuest(String id) {
        table.revokeGuest(id);
    }
}
