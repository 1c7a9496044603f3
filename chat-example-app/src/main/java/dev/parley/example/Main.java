package dev.parley.example;

import dev.parley.example.command.AccountsCommand;
import dev.parley.example.command.BackupCommand;
import dev.parley.example.command.FilesCommand;
import dev.parley.example.command.RestoreCommand;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** Starts the example application, or runs one of its commands. */
public final class Main {

    private Main() {}

    /**
     * Without a command, starts the server and runs until the process is terminated.
     *
     * @param arguments command line options; {@code --help} lists them
     */
    public static void main(String[] arguments) {
        int status = run(commandLine(), arguments);
        if (status != ExitCode.OK) {
            System.exit(status);
        }
    }

    /** The program with all its commands, before parsing. */
    static CommandLine commandLine() {
        ServerOptions options = new ServerOptions();
        return new CommandLine(options)
                .addSubcommand(new AccountsCommand())
                .addSubcommand(new FilesCommand())
                .addSubcommand(new BackupCommand())
                .addSubcommand(new RestoreCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((wrong, given) -> explain(wrong))
                .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command))
                .setExecutionStrategy(parsed -> execute(parsed, options));
    }

    static int run(CommandLine commandLine, String... arguments) {
        try {
            commandLine.setDefaultValueProvider(OptionSources.of(commandLine, arguments, System.getenv()));
        } catch (ParameterException e) {
            return explain(e);
        }
        return commandLine.execute(arguments);
    }

    private static int execute(ParseResult parsed, ServerOptions options) {
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) {
            return helped;
        }
        if (parsed.hasSubcommand()) {
            Logging.configure(Logging.Level.WARN, Logging.Format.TEXT);
            return new RunLast().execute(parsed);
        }
        List<String> wrong = new ArrayList<>();
        options.check(wrong::add);
        if (!wrong.isEmpty()) {
            throw new ParameterException(
                    parsed.commandSpec().commandLine(), String.join(System.lineSeparator(), wrong));
        }
        return serve(options, parsed.commandSpec().commandLine());
    }

    /** Reports a usage error in one sentence: the list of all options would bury it. */
    private static int explain(ParameterException wrong) {
        PrintWriter err = wrong.getCommandLine().getErr();
        err.println(wrong.getMessage());
        err.println("Try --help.");
        err.flush();
        return ExitCode.USAGE;
    }

    private static int explain(Exception failure, CommandLine command) {
        String text = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        command.getErr().println(text);
        command.getErr().flush();
        return ExitCode.SOFTWARE;
    }

    /** Shows the address to whoever started the server; as a log line if programs read the output. */
    private static void announce(String address, Logging.Format format, PrintWriter out) {
        if (format == Logging.Format.JSON) {
            LoggerFactory.getLogger(Main.class).info("Parley is at {}", address);
        } else {
            out.println("Parley is at " + address + " (stop it with Ctrl-C)");
            out.flush();
        }
    }

    private static int serve(ServerOptions options, CommandLine commandLine) {
        Logging.configure(options.logLevel, options.logFormat);
        ExampleServer server;
        try {
            server = ExampleServer.start(options, Clock.systemUTC());
        } catch (RuntimeException e) {
            commandLine.getErr().println("Cannot start: " + StartFailures.describe(e, options));
            commandLine.getErr().flush();
            return ExitCode.SOFTWARE;
        }
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            server.close();
                            stopped.countDown();
                        },
                        "shutdown"));
        announce(server.address(), options.logFormat, commandLine.getOut());
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ExitCode.OK;
    }
}
