package dev.parley.example.command;

import dev.parley.example.data.Backup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Replaces the data folder by a backup. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        header = "Puts a backup in the place of the data folder of a server that does not run.")
public final class RestoreCommand implements Callable<Integer> {

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--from", required = true, paramLabel = "FOLDER", description = "The backup; stays as it is.")
    private Path backup = Path.of("");

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Optional<Path> replaced = Backup.restore(backup, data.folder, Clock.systemUTC());
        CommandSpec known = spec;
        if (known != null) {
            known.commandLine().getOut().println("Restored " + backup + " to " + data.folder);
            replaced.ifPresent(old -> known.commandLine().getOut().println("What was there is in " + old));
            known.commandLine().getOut().flush();
        }
        return 0;
    }
}
