package dev.parley.example.account;

import dev.parley.example.account.AccountException.Reason;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Registers people and signs them in. Of names that look alike only one can be registered, and a guest cannot take one that looks
 * like it. Administrators are made by the operator only. Thread-safe; methods block while a password is hashed.
 */
public final class Accounts implements AutoCloseable {

    /** The longest name, in characters as people count them. */
    public static final int MAX_NAME = 64;

    /** The role of those who may moderate, notify and export everything. */
    public static final String ADMIN = "admin";

    private final AccountTable table;
    private final Passwords passwords = new Passwords();
    private final SecureRandom random = new SecureRandom();
    private final Clock clock;
    private final Map<String, String> adminNames = new LinkedHashMap<>();
    private final Set<String> adminSkeletons = new HashSet<>();
    private long seenRevocations;

    private Accounts(AccountTable table, Set<String> admins, Clock clock) {
        this.table = table;
        this.clock = clock;
        admins.forEach(name -> {
            adminNames.put(Names.key(name), name);
            adminSkeletons.addAll(Names.skeletons(name));
        });
        table.addMissingSkeletons(Names::skeletons);
        seenRevocations = table.lastRevocation();
    }

    /**
     * Opens the accounts, making the file when there is none.
     *
     * @param file an SQLite file
     * @param admins names of accounts with the role {@value #ADMIN}; nobody but the operator can take one of them
     * @param clock tells when accounts are made
     * @return the accounts
     * @throws dev.parley.store.StoreException if the file cannot be used
     */
    public static Accounts open(Path file, Set<String> admins, Clock clock) {
        return new Accounts(new AccountTable(file), admins, clock);
    }

    /**
     * Names that were given as those of administrators and are of no account.
     *
     * @return the names, as given
     */
    public List<String> missingAdmins() {
        List<String> missing = new ArrayList<>();
        adminNames.forEach((key, name) -> {
            if (table.byName(key).isEmpty()) {
                missing.add(name);
            }
        });
        return missing;
    }

    /**
     * Makes an account for whoever asks.
     *
     * @param name the display name, 1 to {@value #MAX_NAME} characters
     * @param password at least 8 characters
     * @return the new account
     * @throws AccountException if the name is taken or reserved, or the name or password cannot be used
     */
    public Account register(String name, String password) throws AccountException {
        String shown = Names.chosen(name);
        checkNotReserved(shown);
        return create(shown, password, false);
    }

    /**
     * Makes an account for the operator, who may use reserved names.
     *
     * @param name the display name
     * @param password at least 8 characters
     * @param admin whether it has the role {@value #ADMIN}
     * @return the new account
     * @throws AccountException if the name is taken, or the name or password cannot be used
     */
    public Account create(String name, String password, boolean admin) throws AccountException {
        String shown = Names.checked(name);
        checkPassword(password);
        String createdAt = clock.instant().toString();
        var row = new AccountTable.Row("u" + randomHex(), shown, passwords.hash(password), createdAt, admin, false, 0);
        if (!table.insert(row, Names.key(shown), Names.skeletons(shown))) {
            throw new AccountException(Reason.TAKEN, "This name is taken.");
        }
        return accountOf(row);
    }

    /**
     * Signs in. Whether there is such an account does not show by the time it takes.
     *
     * @param name the name of an account
     * @param password its password
     * @return the account
     * @throws AccountException if they do not belong together, or the account is disabled
     */
    public Account login(String name, String password) throws AccountException {
        if (isPossible(password)) {
            Optional<AccountTable.Row> found = table.byName(Names.key(name));
            String hash = found.map(AccountTable.Row::passwordHash).orElseGet(passwords::ofNobody);
            boolean right = passwords.matches(password, hash);
            if (right && found.isPresent() && !found.get().disabled()) {
                return accountOf(found.get());
            }
        }
        throw new AccountException(Reason.WRONG, "Name and password do not belong together.");
    }

    /**
     * Lets somebody in without an account.
     *
     * @param name the display name; not that of an account
     * @return a new guest
     * @throws AccountException if the name belongs to an account, is reserved, or cannot be used
     */
    public Account guest(String name) throws AccountException {
        String shown = Names.chosen(name);
        checkNotReserved(shown);
        if (table.looksLikeOne(Names.skeletons(shown))) {
            throw new AccountException(Reason.TAKEN, "This name belongs to an account. Sign in, or choose another.");
        }
        return new Account("g" + randomHex(), shown, Set.of(), true);
    }

    /**
     * Whoever a good token names, as the person is now.
     *
     * @param named what the token says
     * @return empty if the token was revoked: the account is gone, disabled or has another password, or the guest was
     *     erased or has the name of an account meanwhile
     */
    public Optional<Account> current(Account named) {
        if (named.guest()) {
            Set<String> skeletons = Names.skeletons(named.name());
            boolean free = Collections.disjoint(skeletons, adminSkeletons) && !table.looksLikeOne(skeletons);
            return free && !table.isRevoked(named.id()) ? Optional.of(named) : Optional.empty();
        }
        return table.byId(named.id())
                .filter(row -> !row.disabled() && row.generation() == named.generation())
                .map(this::accountOf);
    }

    /**
     * Everything about the accounts for their operator.
     *
     * @return looks and changes
     */
    public AccountAdministration administration() {
        return new AccountAdministration(this, table, passwords);
    }

    /**
     * Whose tokens were revoked since the last call, by this process or another.
     *
     * @return ids of accounts, some perhaps more than once
     */
    public synchronized List<String> takeRevoked() {
        List<AccountTable.Revocation> fresh = table.revocationsAfter(seenRevocations);
        if (!fresh.isEmpty()) {
            seenRevocations = fresh.get(fresh.size() - 1).number();
        }
        return fresh.stream().map(AccountTable.Revocation::accountId).toList();
    }

    /**
     * Equal for texts that name the same account.
     *
     * @param name what somebody gave as a name, of any length
     * @return a key to count by
     */
    public static String key(String name) {
        return Names.key(name);
    }

    /** Writes to the disk without changing anything, and throws when that does not work. */
    public void probe() {
        table.probe();
    }

    @Override
    public void close() {
        table.close();
    }

    boolean isAdmin(AccountTable.Row row) {
        return row.admin() || adminNames.containsKey(Names.key(row.name()));
    }

    private Account accountOf(AccountTable.Row row) {
        return new Account(row.id(), row.name(), isAdmin(row) ? Set.of(ADMIN) : Set.of(), false, row.generation());
    }

    private void checkNotReserved(String name) throws AccountException {
        if (!Collections.disjoint(Names.skeletons(name), adminSkeletons)) {
            throw new AccountException(Reason.TAKEN, "This name is reserved.");
        }
    }

    static void checkPassword(String password) throws AccountException {
        if (password.length() < Passwords.MIN_LENGTH || password.length() > Passwords.MAX_LENGTH) {
            throw new AccountException(
                    Reason.INVALID,
                    "A password has " + Passwords.MIN_LENGTH + " to " + Passwords.MAX_LENGTH + " characters.");
        }
        if (!isPossible(password)) {
            throw new AccountException(Reason.INVALID, "A password has only whole characters.");
        }
    }

    /** Whether any account can have this password; one with half a surrogate pair has no bytes to hash. */
    private static boolean isPossible(String password) {
        if (password.length() > Passwords.MAX_LENGTH) {
            return false;
        }
        try {
            StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(password));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private String randomHex() {
        byte[] bytes = new byte[12];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
