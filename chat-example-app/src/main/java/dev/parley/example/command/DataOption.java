package dev.parley.example.command;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The data folder that a command operates on. */
final class DataOption {

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = "data",
            description = "PARLEY_DATA. The data folder of the server. Default: ./data.")
    Path folder = Path.of("data");

    @Option(names = "--config", paramLabel = "FILE", description = "PARLEY_CONFIG. The server's file of options.")
    Path config = Path.of("");

    /** An existing file of the folder: a command must not create an empty one if the path is mistyped. */
    Path existing(String name) {
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            throw new IllegalStateException("there is no " + file + "; name the data folder of the server with --data");
        }
        return file;
    }
}
