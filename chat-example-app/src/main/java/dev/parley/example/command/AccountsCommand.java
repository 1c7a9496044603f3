package dev.parley.example.command;

import dev.parley.example.account.AccountAdministration;
import dev.parley.example.account.AccountException;
import dev.parley.example.account.Accounts;
import dev.parley.example.data.DataFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Manages accounts, even while the server runs, which picks up changes within seconds. */
@Command(
        name = "accounts",
        mixinStandardHelpOptions = true,
        header = "Lists, makes and changes accounts, also while the server runs.",
        synopsisSubcommandLabel = "COMMAND")
public final class AccountsCommand implements Runnable {

    private static final int MADE_PASSWORD = 20;
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec().commandLine(),
                "accounts needs a command: list, create, set-admin, "
                        + "remove-admin, reset-password, disable or enable");
    }

    @Command(name = "list", mixinStandardHelpOptions = true, header = "Lists the accounts.")
    int list(@Mixin DataOption data) {
        try (Accounts accounts = open(data)) {
            for (AccountAdministration.Entry entry : accounts.administration().all()) {
                String marks = (entry.admin() ? " admin" : "") + (entry.disabled() ? " disabled" : "");
                say(entry.id() + "  " + entry.createdAt() + "  " + entry.name() + marks);
            }
        }
        return 0;
    }

    @Command(name = "create", mixinStandardHelpOptions = true, header = "Makes an account.")
    int create(
            @Mixin DataOption data,
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--admin", description = "With the role of an administrator.") boolean admin,
            @Option(names = "--password-stdin", description = "The password is a line of the input.") boolean fromInput)
            throws AccountException, IOException {
        String password = fromInput ? readPassword() : makePassword();
        try (Accounts accounts = openOrMake(data)) {
            accounts.create(name, password, admin);
        }
        say("Made " + name + (fromInput ? "." : " with the password " + password));
        return 0;
    }

    @Command(name = "set-admin", mixinStandardHelpOptions = true, header = "Makes an account an administrator's.")
    int setAdmin(@Mixin DataOption data, @Parameters(paramLabel = "NAME") String name) throws AccountException {
        return changed(data, accounts -> accounts.setAdmin(name, true), "is an administrator");
    }

    @Command(name = "remove-admin", mixinStandardHelpOptions = true, header = "Takes the role of an administrator.")
    int removeAdmin(@Mixin DataOption data, @Parameters(paramLabel = "NAME") String name) throws AccountException {
        return changed(data, accounts -> accounts.setAdmin(name, false), "is no administrator");
    }

    @Command(name = "disable", mixinStandardHelpOptions = true, header = "Lets nobody sign in with an account.")
    int disable(@Mixin DataOption data, @Parameters(paramLabel = "NAME") String name) throws AccountException {
        return changed(data, accounts -> accounts.setDisabled(name, true), "is disabled");
    }

    @Command(name = "enable", mixinStandardHelpOptions = true, header = "Ends what disable began.")
    int enable(@Mixin DataOption data, @Parameters(paramLabel = "NAME") String name) throws AccountException {
        return changed(data, accounts -> accounts.setDisabled(name, false), "is enabled");
    }

    @Command(name = "reset-password", mixinStandardHelpOptions = true, header = "Gives an account another password.")
    int resetPassword(
            @Mixin DataOption data,
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--password-stdin", description = "The password is a line of the input.") boolean fromInput)
            throws AccountException, IOException {
        String password = fromInput ? readPassword() : makePassword();
        String done = fromInput ? "has another password" : "has the password " + password;
        return changed(data, accounts -> accounts.setPassword(name, password), done);
    }

    private interface Change {
        AccountAdministration.Entry make(AccountAdministration accounts) throws AccountException;
    }

    private int changed(DataOption data, Change change, String done) throws AccountException {
        try (Accounts accounts = open(data)) {
            say(change.make(accounts.administration()).name() + " " + done);
        }
        return 0;
    }

    private static Accounts open(DataOption data) {
        return Accounts.open(data.existing(DataFolder.ACCOUNTS), Set.of(), Clock.systemUTC());
    }

    /** The first account may be created before the first start. */
    private static Accounts openOrMake(DataOption data) {
        Path file = new DataFolder(data.folder).file(DataFolder.ACCOUNTS);
        return Accounts.open(file, Set.of(), Clock.systemUTC());
    }

    private static String readPassword() throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        String line = in.readLine();
        return line == null ? "" : line;
    }

    private static String makePassword() {
        SecureRandom random = new SecureRandom();
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < MADE_PASSWORD; i++) {
            password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return password.toString();
    }

    private void say(String line) {
        spec().commandLine().getOut().println(line);
        spec().commandLine().getOut().flush();
    }

    private CommandSpec spec() {
        CommandSpec known = spec;
        if (known == null) {
            throw new IllegalStateException("not run by picocli");
        }
        return known;
    }
}
