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
 * Registration and sign-in. Of several look-alike names only one can be registered, and guests cannot use its
 * look-alikes. Only the operator creates administrators. Thread-safe; methods block while a password is hashed.
 */
public final class Accounts implements AutoCloseable {

    /** Maximum length of a name, in user-perceived characters. */
    public static final int MAX_NAME = 64;

    /** The role of users who may moderate, notify and export everything. */
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
     * Opens the accounts, creating the file if missing.
     *
     * @param file a SQLite file
     * @param admins names of accounts with the role {@value #ADMIN}, which only the operator can register
     * @param clock provides creation times
     * @return the accounts
     * @throws dev.parley.store.StoreException if the file cannot be used
     */
    public static Accounts open(Path file, Set<String> admins, Clock clock) {
        return new Accounts(new AccountTable(file), admins, clock);
    }

    /**
     * Returns configured administrator names that have no account.
     *
     * @return the names, as configured
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
     * Registers an account on a user's request.
     *
     * @param name the display name, 1 to {@value #MAX_NAME} characters
     * @param password at least 8 characters
     * @return the new account
     * @throws AccountException if the name is taken or reserved, or the name or password is not acceptable
     */
    public Account register(String name, String password) throws AccountException {
        String shown = Names.chosen(name);
        checkNotReserved(shown);
        return create(shown, password, false);
    }

    /**
     * Creates an account for the operator, who may use reserved names.
     *
     * @param name the display name
     * @param password at least 8 characters
     * @param admin whether it has the role {@value #ADMIN}
     * @return the new account
     * @throws AccountException if the name is taken, or the name or password is not acceptable
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
     * Signs in. The response time does not reveal whether the account exists.
     *
     * @param name the name of an account
     * @param password its password
     * @return the account
     * @throws AccountException if they do not match, or the account is disabled
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
     * Signs in a guest without an account.
     *
     * @param name the display name; not that of an account
     * @return a new guest
     * @throws AccountException if the name belongs to an account, is reserved, or is not acceptable
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
     * Returns the current state of a token's account.
     *
     * @param named the account according to a valid token
     * @return empty if the token was revoked: the account was removed, disabled or given another password, or the guest
     *     was erased or has a name that an account has registered since
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
     * Returns the operator's management of the accounts.
     *
     * @return the administration
     */
    public AccountAdministration administration() {
        return new AccountAdministration(this, table, passwords);
    }

    /**
     * Returns the accounts whose tokens were revoked since the last call, by this process or another.
     *
     * @return account ids, possibly with duplicates
     */
    public synchronized List<String> takeRevoked() {
        List<AccountTable.Revocation> fresh = table.revocationsAfter(seenRevocations);
        if (!fresh.isEmpty()) {
            seenRevocations = fresh.get(fresh.size() - 1).number();
        }
        return fresh.stream().map(AccountTable.Revocation::accountId).toList();
    }

    /**
     * Returns a key that is equal for names of the same account.
     *
     * @param name a name as entered, of any length
     * @return a key for rate limits
     */
    public static String key(String name) {
        return Names.key(name);
    }

    /** Performs a write without an effect, and throws if that fails. */
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

    /** Whether a password is acceptable; one with an unpaired surrogate has no encoding to hash. */
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
