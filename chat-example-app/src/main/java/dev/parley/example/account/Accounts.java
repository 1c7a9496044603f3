package dev.parley.example.account;

import dev.parley.example.account.AccountException.Reason;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.text.Normalizer;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Registers people and signs them in. Names are unique without regard to case and to compatibility forms; a guest cannot
 * take a registered one. Thread-safe; methods block while a password is hashed.
 */
public final class Accounts implements AutoCloseable {

    /** The longest name, in characters as people count them. */
    public static final int MAX_NAME = 64;

    /** The role of those who may moderate, notify and export everything. */
    public static final String ADMIN = "admin";

    private static final Pattern UNSEEN =
            Pattern.compile("[\\p{Cc}\\p{Cs}\\p{Co}\\p{Cn}\\u061c\\u200e\\u200f\\u202a-\\u202e" + "\\u2066-\\u2069]");
    private static final Pattern GRAPHEME = Pattern.compile("\\X");

    private final AccountTable table;
    private final Passwords passwords = new Passwords();
    private final SecureRandom random = new SecureRandom();
    private final Clock clock;
    private final Set<String> adminKeys;

    private Accounts(AccountTable table, Set<String> adminKeys, Clock clock) {
        this.table = table;
        this.adminKeys = adminKeys;
        this.clock = clock;
    }

    /**
     * Opens the accounts, making the file when there is none.
     *
     * @param file an SQLite file
     * @param admins names of accounts with the role {@value #ADMIN}
     * @param clock tells when accounts are made
     * @return the accounts
     * @throws IllegalStateException if the file cannot be used
     */
    public static Accounts open(Path file, Set<String> admins, Clock clock) {
        try {
            Set<String> keys = admins.stream().map(Accounts::key).collect(Collectors.toSet());
            return new Accounts(new AccountTable(file), keys, clock);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot open the accounts in " + file, e);
        }
    }

    /**
     * Makes an account.
     *
     * @param name the display name, 1 to {@value #MAX_NAME} characters
     * @param password at least 8 characters
     * @return the new account
     * @throws AccountException if the name is taken, or the name or password cannot be used
     */
    public Account register(String name, String password) throws AccountException {
        String shown = checkedName(name);
        if (password.length() < Passwords.MIN_LENGTH || password.length() > Passwords.MAX_LENGTH) {
            throw new AccountException(
                    Reason.INVALID,
                    "A password has " + Passwords.MIN_LENGTH + " to " + Passwords.MAX_LENGTH + " characters.");
        }
        var row = new AccountTable.Row("u" + randomHex(), shown, passwords.hash(password));
        try {
            if (!table.insert(row, key(shown), clock.instant().toString())) {
                throw new AccountException(Reason.TAKEN, "This name is taken.");
            }
        } catch (SQLException e) {
            throw new IllegalStateException("cannot store an account", e);
        }
        return accountOf(row);
    }

    /**
     * Signs in.
     *
     * @param name the name of an account
     * @param password its password
     * @return the account
     * @throws AccountException if they do not belong together
     */
    public Account login(String name, String password) throws AccountException {
        Optional<AccountTable.Row> found = password.length() > Passwords.MAX_LENGTH ? Optional.empty() : named(name);
        if (found.isEmpty()) {
            passwords.spendTimeOn("");
        } else if (passwords.matches(password, found.get().passwordHash())) {
            return accountOf(found.get());
        }
        throw new AccountException(Reason.WRONG, "Name and password do not belong together.");
    }

    /**
     * Lets somebody in without an account.
     *
     * @param name the display name; not that of an account
     * @return a new guest
     * @throws AccountException if the name belongs to an account or cannot be used
     */
    public Account guest(String name) throws AccountException {
        String shown = checkedName(name);
        if (named(shown).isPresent()) {
            throw new AccountException(Reason.TAKEN, "This name belongs to an account. Sign in, or choose another.");
        }
        return new Account("g" + randomHex(), shown, Set.of(), true);
    }

    /**
     * Finds an account, as it is now.
     *
     * @param id its id
     * @return the account, empty when there is none
     */
    public Optional<Account> byId(String id) {
        try {
            return table.byId(id).map(this::accountOf);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot read the accounts", e);
        }
    }

    @Override
    public void close() {
        try {
            table.close();
        } catch (SQLException e) {
            throw new IllegalStateException("cannot close the accounts", e);
        }
    }

    private Optional<AccountTable.Row> named(String name) {
        try {
            return table.byName(key(name));
        } catch (SQLException e) {
            throw new IllegalStateException("cannot read the accounts", e);
        }
    }

    private Account accountOf(AccountTable.Row row) {
        Set<String> roles = adminKeys.contains(key(row.name())) ? Set.of(ADMIN) : Set.of();
        return new Account(row.id(), row.name(), roles, false);
    }

    private String randomHex() {
        byte[] bytes = new byte[12];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static String checkedName(String name) throws AccountException {
        String shown = Normalizer.normalize(name, Normalizer.Form.NFC).strip();
        long length = GRAPHEME.matcher(shown).results().limit(MAX_NAME + 1L).count();
        if (length == 0 || length > MAX_NAME || shown.length() > 4 * MAX_NAME) {
            throw new AccountException(Reason.INVALID, "A name has 1 to " + MAX_NAME + " characters.");
        }
        if (UNSEEN.matcher(shown).find()) {
            throw new AccountException(Reason.INVALID, "A name has only characters that can be seen.");
        }
        if (Set.of("system", "server", "parley").contains(key(shown))) {
            throw new AccountException(Reason.TAKEN, "This name is kept for the server.");
        }
        return shown;
    }

    private static String key(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKC).strip().toLowerCase(Locale.ROOT);
    }
}
