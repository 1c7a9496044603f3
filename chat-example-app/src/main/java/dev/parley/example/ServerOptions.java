package dev.parley.example;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What can be set, by flags or by the environment; flags win. Filled by picocli, then only read. */
@Command(
        name = "chat-example-app",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        header = "A chat server with a web page, on Parley.",
        footer = {"", "Each option can also be set by the environment variable named in its description."})
final class ServerOptions {

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "${env:PARLEY_PORT:-3000}",
            description = "PARLEY_PORT. 0 takes any. Default: 3000.")
    int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "${env:PARLEY_HOST}",
            description = "PARLEY_HOST. The interface to listen on. Default: all.")
    @Nullable
    String host;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = "${env:PARLEY_DATA:-data}",
            description = "PARLEY_DATA. Messages, accounts, files and secrets. Default: ./data.")
    Path data = Path.of("data");

    @Option(
            names = "--store",
            paramLabel = "URI",
            defaultValue = "${env:PARLEY_STORE:-sqlite}",
            description =
                    "PARLEY_STORE. Where messages are kept: sqlite (in the data folder), memory, mongodb://..., or"
                            + " jdbc:postgresql://... Default: sqlite.")
    String store = "sqlite";

    @Option(
            names = "--rooms",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "${env:PARLEY_ROOMS:-Java,Python,C#}",
            description = "PARLEY_ROOMS. Rooms that are always there. Default: Java,Python,C#.")
    List<String> rooms = List.of();

    @Option(
            names = "--guests",
            negatable = true,
            defaultValue = "${env:PARLEY_GUESTS:-true}",
            fallbackValue = "true",
            description = "PARLEY_GUESTS. Whether a name is enough to come in. Default: yes.")
    boolean guests;

    @Option(
            names = "--registration",
            negatable = true,
            defaultValue = "${env:PARLEY_REGISTRATION:-true}",
            fallbackValue = "true",
            description = "PARLEY_REGISTRATION. Whether anybody may make an account. Default: yes.")
    boolean registration;

    @Option(
            names = "--admin",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "${env:PARLEY_ADMINS:-}",
            description = "PARLEY_ADMINS. Accounts that may moderate, notify and export everything.")
    Set<String> admins = Set.of();

    @Option(
            names = "--admin-token",
            paramLabel = "TOKEN",
            defaultValue = "${env:PARLEY_ADMIN_TOKEN}",
            description = "PARLEY_ADMIN_TOKEN. For scripts. Default: made on first start, in the data folder.")
    @Nullable
    String adminToken;

    @Option(
            names = "--cors",
            split = ",",
            paramLabel = "ORIGIN",
            defaultValue = "${env:PARLEY_CORS:-}",
            description = "PARLEY_CORS. Other origins whose pages may use this server. Default: none.")
    Set<String> cors = Set.of();

    @Option(
            names = "--behind-proxy",
            defaultValue = "${env:PARLEY_BEHIND_PROXY:-false}",
            description = "PARLEY_BEHIND_PROXY. Believe X-Forwarded-For and its like. Default: no.")
    boolean behindProxy;

    @Option(
            names = "--token-lifetime",
            paramLabel = "DURATION",
            defaultValue = "${env:PARLEY_TOKEN_LIFETIME:-PT12H}",
            description = "PARLEY_TOKEN_LIFETIME. How long a sign-in is good; the page renews it. Default: PT12H.")
    Duration tokenLifetime = Duration.ofHours(12);

    @Option(
            names = "--requests-per-minute",
            paramLabel = "N",
            defaultValue = "${env:PARLEY_REQUESTS_PER_MINUTE:-600}",
            description = "PARLEY_REQUESTS_PER_MINUTE. Pages and API, per address. Default: 600.")
    int requestsPerMinute;

    @Option(
            names = "--attempts-per-minute",
            paramLabel = "N",
            defaultValue = "${env:PARLEY_ATTEMPTS_PER_MINUTE:-30}",
            description = "PARLEY_ATTEMPTS_PER_MINUTE. Sign-ins and registrations, per address. Default: 30.")
    int attemptsPerMinute;

    @Option(
            names = "--upload-bytes",
            paramLabel = "N",
            defaultValue = "${env:PARLEY_UPLOAD_BYTES:-8000000}",
            description = "PARLEY_UPLOAD_BYTES. The largest file. Default: 8000000.")
    long uploadBytes;

    @Option(
            names = "--uploads-total-bytes",
            paramLabel = "N",
            defaultValue = "${env:PARLEY_UPLOADS_TOTAL_BYTES:-1000000000}",
            description = "PARLEY_UPLOADS_TOTAL_BYTES. All files together. Default: 1000000000.")
    long uploadsTotalBytes;

    @Option(
            names = "--daily-export",
            paramLabel = "FOLDER",
            defaultValue = "${env:PARLEY_DAILY_EXPORT}",
            description =
                    "PARLEY_DAILY_EXPORT. Where each finished day (UTC) of every room is written. Default: nowhere.")
    @Nullable
    Path dailyExport;
}
