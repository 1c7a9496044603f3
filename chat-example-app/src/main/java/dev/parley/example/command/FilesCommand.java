package dev.parley.example.command;

import dev.parley.example.data.DataFolder;
import dev.parley.example.file.FileStore;
import dev.parley.example.file.StoredFile;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Manages uploaded files, even while the server runs. */
@Command(
        name = "files",
        mixinStandardHelpOptions = true,
        header = "Lists and removes uploaded files, also while the server runs.",
        synopsisSubcommandLabel = "COMMAND")
public final class FilesCommand implements Runnable {

    private static final int PAGE = 1_000;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec().commandLine(), "files needs a command: list or remove");
    }

    @Command(name = "list", mixinStandardHelpOptions = true, header = "Lists uploaded files.")
    int list(
            @Mixin DataOption data,
            @Option(names = "--user", paramLabel = "ID", description = "Only those of this user.") @Nullable
                    String user) {
        try (FileStore files = open(data)) {
            List<StoredFile> page = user == null ? files.page("", PAGE) : files.ownedBy(user);
            while (!page.isEmpty()) {
                page.forEach(this::show);
                page = user == null ? files.page(page.get(page.size() - 1).id(), PAGE) : List.of();
            }
        }
        return 0;
    }

    private void show(StoredFile file) {
        say(file.id() + "  " + file.created() + "  " + file.size() + "  " + file.type() + "  " + file.owner());
    }

    @Command(name = "remove", mixinStandardHelpOptions = true, header = "Removes uploaded files.")
    int remove(@Mixin DataOption data, @Parameters(paramLabel = "ID", arity = "1..*") List<String> ids) {
        int status = 0;
        try (FileStore files = open(data)) {
            for (String id : ids) {
                boolean removed = files.find(id).map(files::remove).orElse(false);
                say(id + (removed ? " removed" : " is not there"));
                status = removed ? status : 1;
            }
        }
        return status;
    }

    private static FileStore open(DataOption data) {
        return FileStore.look(
                data.folder.resolve(DataFolder.FILES), data.existing(DataFolder.FILE_TABLE), Clock.systemUTC());
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
