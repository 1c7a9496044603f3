package dev.parley.example;

import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Starts the example application. */
public final class Main {

    private Main() {}

    /**
     * Starts the server and runs until the process is told to end.
     *
     * @param arguments command line options; {@code --help} lists them
     */
    public static void main(String[] arguments) {
        ServerOptions options = new ServerOptions();
        CommandLine commandLine = new CommandLine(options);
        try {
            commandLine.parseArgs(arguments);
        } catch (ParameterException e) {
            System.err.println(e.getMessage());
            commandLine.usage(System.err);
            System.exit(2);
        }
        if (commandLine.isUsageHelpRequested()) {
            commandLine.usage(System.out);
        } else if (commandLine.isVersionHelpRequested()) {
            commandLine.printVersionHelp(System.out);
        } else {
            run(options);
        }
    }

    private static void run(ServerOptions options) {
        ExampleServer server;
        try {
            server = ExampleServer.start(options, Clock.systemUTC());
        } catch (RuntimeException e) {
            System.err.println("Cannot start: " + e.getMessage());
            System.exit(1);
            return;
        }
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            server.close();
                            stopped.countDown();
                        },
                        "shutdown"));
        System.out.println("Parley is at http://localhost:" + server.port() + " (stop it with Ctrl-C)");
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
