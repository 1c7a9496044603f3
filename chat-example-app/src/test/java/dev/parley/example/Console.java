package dev.parley.example;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/**
 * What a command says, run in this process. It writes to streams of its own: {@code System.err} also takes what threads of other tests
 * log meanwhile.
 */
record Console(int status, String out, String err) {

    static Console run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine =
                Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int status = Main.run(commandLine, arguments);
        return new Console(status, out.toString(), err.toString());
    }
}
