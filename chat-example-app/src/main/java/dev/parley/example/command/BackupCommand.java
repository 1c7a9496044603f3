package dev.parley.example.command;

import dev.parley.example.data.Backup;
import dev.parley.example.data.DataFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Copies the data folder while the server runs. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        header = "Copies the data folder, also while the server runs, and checks the copy.")
public final class BackupCommand implements Callable<Integer> {

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--to", required = true, paramLabel = "FOLDER", description = "Where to; must not exist.")
    private Path target = Path.of("");

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Backup.Report report = Backup.make(data.folder, target);
        String text = "Backup " + target + ": " + String.join(", ", report.databases()) + " and " + report.files()
                + " uploaded files";
        CommandSpec known = spec;
        if (known != null) {
            known.commandLine().getOut().println(text);
            if (!report.databases().contains(DataFolder.MESSAGES)) {
                known.commandLine()
                        .getOut()
                        .println("Messages are not in it: there is no " + DataFolder.MESSAGES
                                + ". Back up their database with its own tools.");
            }
            known.commandLine().getOut().flush();
        }
        return 0;
    }
}
