package dev.parley.example.account;

import dev.parley.example.account.AccountException.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * What the operator does with accounts that are there. Each change ends what was given out before: tokens are not good any more,
 * connections are ended within seconds. Thread-safe; methods may block.
 */
public final class AccountAdministration {

    private static final int PAGE = 1_000;

    /**
     * An account, as its operator sees it.
     *
     * @param id the user id
     * @param name the display name
     * @param admin whether it has the role of an administrator
     * @param disabled whether nobody can sign in with it
     * @param createdAt when it was made
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
     * All accounts.
     *
     * @return in the order of their names
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
     * One account.
     *
     * @param name its name
     * @return what is known of it
     * @throws AccountException if there is none
     */
    public Entry find(String name) throws AccountException {
        return entry(row(name));
    }

    /**
     * Gives an account the role of an administrator, or takes it.
     *
     * @param name its name
     * @param admin whether it has the role
     * @return the account as it is now
     * @throws AccountException if there is none
     */
    public Entry setAdmin(String name, boolean admin) throws AccountException {
        AccountTable.Row row = row(name);
        return write(row, row.passwordHash(), admin, row.disabled());
    }

    /**
     * Disables an account, or enables it again.
     *
     * @param name its name
     * @param disabled whether nobody can sign in with it
     * @return the account as it is now
     * @throws AccountException if there is none
     */
    public Entry setDisabled(String name, boolean disabled) throws AccountException {
        AccountTable.Row row = row(name);
        return write(row, row.passwordHash(), row.admin(), disabled);
    }

    /**
     * Gives an account another password.
     *
     * @param name its name
     * @param password the new password
     * @return the account as it is now
     * @throws AccountException if there is no such account, or the password cannot be used
     */
    public Entry setPassword(String name, String password) throws AccountException {
        AccountTable.Row row = row(name);
        Accounts.checkPassword(password);
        return write(row, passwords.hash(password), row.admin(), row.disabled());
    }

    /**
     * Removes an account; its name is free again.
     *
     * @param name its name
     * @return the account as it was
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
     * Lets the tokens of a guest be good for nothing any more. Those of an account stay.
     *
     * @param id of a user
     */
    public void revokeGuest(String id) {
        table.revokeGuest(id);
    }
}
