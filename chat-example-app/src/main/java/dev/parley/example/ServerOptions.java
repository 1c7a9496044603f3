package dev.parley.example;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The options, set by flags, the environment or a file, in this order of precedence. Filled by picocli, validated by
 * {@link #check}, then read-only.
 */
@Command(
        name = "chat-example-app",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        header = "A chat server with a web page, on Parley.",
        footer = {
            "",
            "Each option can also be set by the environment variable named in its description, or by its name",
            "without dashes in the file of --config, such as: port = 8080. A flag wins over the environment, and the",
            "environment over the file."
        })
final class ServerOptions {

    private static final int MIN_ADMIN_TOKEN = 16;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "PARLEY_CONFIG. A file of options, one a line. Default: none.")
    @Nullable
    Path config;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "3000",
            description = "PARLEY_PORT. 0 takes any. Default: 3000.")
    int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "PARLEY_HOST. The interface to listen on. Default: all.")
    @Nullable
    String host;

    @Option(
            names = "--accept-queue",
            paramLabel = "N",
            defaultValue = "1024",
            description =
                    "PARLEY_ACCEPT_QUEUE. How many new connections may wait, as after a restart; the system may allow"
                            + " fewer. Default: 1024.")
    int acceptQueue = 1_024;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = "data",
            description = "PARLEY_DATA. Messages, accounts, files and secrets. Default: ./data.")
    Path data = Path.of("data");

    @Option(
            names = "--store",
            paramLabel = "URI",
            defaultValue = "sqlite",
            description =
                    "PARLEY_STORE. Where messages are kept: sqlite (in the data folder), memory, mongodb://..., or"
                            + " jdbc:postgresql://... Default: sqlite.")
    String store = "sqlite";

    @Option(
            names = "--cluster",
            paramLabel = "URL",
            description =
                    "PARLEY_CLUSTER. Joins other servers over Redis, redis://user:password@host:6379, or rediss:// for"
                            + " TLS. What a server emits to sockets and rooms of Socket.IO reaches the clients of all."
                            + " With one --store, mongodb://... or jdbc:postgresql://..., they are one chat; accounts and"
                            + " files are each server's own. Default: alone.")
    @Nullable
    String cluster;

    @Option(
            names = "--drain",
            paramLabel = "DURATION",
            defaultValue = "10s",
            converter = OptionValues.Time.class,
            description =
                    "PARLEY_DRAIN. With --cluster: over how long clients are moved to the other servers when this one"
                            + " is told to stop. 0s disconnects all at once. Default: 10s.")
    Duration drain = Duration.ofSeconds(10);

    @Option(
            names = "--rooms",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "Java,Python,C#",
            description = "PARLEY_ROOMS. Rooms that are always there. Default: Java,Python,C#.")
    List<String> rooms = List.of();

    @Option(
            names = "--guests",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "PARLEY_GUESTS. Whether a name is enough to come in. Default: yes.")
    boolean guests;

    @Option(
            names = "--registration",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "PARLEY_REGISTRATION. Whether anybody may make an account. Default: yes.")
    boolean registration;

    @Option(
            names = "--admin",
            split = ",",
            paramLabel = "NAME",
            description =
                    "PARLEY_ADMINS. Accounts that may moderate, notify and export everything. Only the operator can"
                            + " make them: chat-example-app accounts create NAME.")
    Set<String> admins = Set.of();

    @Option(
            names = "--admin-token",
            paramLabel = "TOKEN",
            description = "PARLEY_ADMIN_TOKEN. For scripts. Default: made on first start, in the data folder.")
    @Nullable
    String adminToken;

    @Option(
            names = "--cors",
            split = ",",
            paramLabel = "ORIGIN",
            description = "PARLEY_CORS. Other origins whose pages may use this server. Default: none.")
    Set<String> cors = Set.of();

    @Option(
            names = "--behind-proxy",
            defaultValue = "false",
            description = "PARLEY_BEHIND_PROXY. Take clients' addresses from X-Forwarded-For. Default: no.")
    boolean behindProxy;

    @Option(
            names = "--proxy-hops",
            paramLabel = "N",
            defaultValue = "1",
            description = "PARLEY_PROXY_HOPS. How many proxies there are, each of which adds an address. Default: 1.")
    int proxyHops = 1;

    @Option(
            names = "--tls-key-store",
            paramLabel = "FILE",
            description = "PARLEY_TLS_KEY_STORE. Serve HTTPS with this PKCS#12 file. Default: plain HTTP.")
    @Nullable
    Path tlsKeyStore;

    @Option(
            names = "--tls-password",
            paramLabel = "TEXT",
            description =
                    "PARLEY_TLS_PASSWORD. Of the key store. Better in the environment or the file than as a flag.")
    @Nullable
    String tlsPassword;

    @Option(
            names = "--cleartext-http2",
            defaultValue = "false",
            description = "PARLEY_CLEARTEXT_HTTP2. HTTP/2 without TLS, for proxies that speak it. Default: no.")
    boolean cleartextHttp2;

    @Option(
            names = "--token-lifetime",
            paramLabel = "DURATION",
            defaultValue = "12h",
            converter = OptionValues.Time.class,
            description = "PARLEY_TOKEN_LIFETIME. How long a sign-in is good; the page renews it. Default: 12h.")
    Duration tokenLifetime = Duration.ofHours(12);

    @Option(
            names = "--requests-per-minute",
            paramLabel = "N",
            defaultValue = "6000",
            description = "PARLEY_REQUESTS_PER_MINUTE. Pages and API, per address. Default: 6000.")
    int requestsPerMinute = 6_000;

    @Option(
            names = "--attempts-per-minute",
            paramLabel = "N",
            defaultValue = "30",
            description =
                    "PARLEY_ATTEMPTS_PER_MINUTE. Refused sign-ins and registrations, per address; ten times as many"
                            + " may succeed. Default: 30.")
    int attemptsPerMinute = 30;

    @Option(
            names = "--account-attempts-per-minute",
            paramLabel = "N",
            defaultValue = "10",
            description =
                    "PARLEY_ACCOUNT_ATTEMPTS_PER_MINUTE. Refused sign-ins with one name, from anywhere. Default: 10.")
    int accountAttemptsPerMinute = 10;

    @Option(
            names = "--upload-bytes",
            paramLabel = "N",
            defaultValue = "8MB",
            converter = OptionValues.Size.class,
            description = "PARLEY_UPLOAD_BYTES. The largest file. Default: 8MB.")
    long uploadBytes;

    @Option(
            names = "--uploads-user-bytes",
            paramLabel = "N",
            defaultValue = "100MB",
            converter = OptionValues.Size.class,
            description = "PARLEY_UPLOADS_USER_BYTES. All files of one person. Default: 100MB.")
    long uploadsUserBytes;

    @Option(
            names = "--uploads-total-bytes",
            paramLabel = "N",
            defaultValue = "1GB",
            converter = OptionValues.Size.class,
            description = "PARLEY_UPLOADS_TOTAL_BYTES. All files together; guests get half. Default: 1GB.")
    long uploadsTotalBytes;

    @Option(
            names = "--exports-total-bytes",
            paramLabel = "N",
            defaultValue = "2GB",
            converter = OptionValues.Size.class,
            description = "PARLEY_EXPORTS_TOTAL_BYTES. Exports that are being downloaded, together. Default: 2GB.")
    long exportsTotalBytes;

    @Option(
            names = "--daily-export",
            paramLabel = "FOLDER",
            description =
                    "PARLEY_DAILY_EXPORT. Where each finished day (UTC) of every room is written. Default: nowhere.")
    @Nullable
    Path dailyExport;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            defaultValue = "INFO",
            description = "PARLEY_LOG_LEVEL. error, warn, info, debug or trace. Default: info.")
    Logging.Level logLevel = Logging.Level.INFO;

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            defaultValue = "TEXT",
            description = "PARLEY_LOG_FORMAT. text, or json for an object a line. Default: text.")
    Logging.Format logFormat = Logging.Format.TEXT;

    /**
     * Validates what the types cannot express.
     *
     * @param bad receives a sentence for each invalid value
     */
    void check(Consumer<String> bad) {
        within("--port", port, 0, 65_535, bad);
        within("--accept-queue", acceptQueue, 1, 65_535, bad);
        within("--proxy-hops", proxyHops, 1, 100, bad);
        within("--requests-per-minute", requestsPerMinute, 1, 10_000_000, bad);
        within("--attempts-per-minute", attemptsPerMinute, 1, 1_000_000, bad);
        within("--account-attempts-per-minute", accountAttemptsPerMinute, 1, 1_000_000, bad);
        if (tokenLifetime.compareTo(Duration.ofMinutes(1)) < 0 || tokenLifetime.compareTo(Duration.ofDays(366)) > 0) {
            bad.accept("--token-lifetime is from 1m to 366d, not " + tokenLifetime);
        }
        if (drain.isNegative() || drain.compareTo(Duration.ofMinutes(10)) > 0) {
            bad.accept("--drain is from 0s to 10m, not " + drain);
        }
        if (uploadBytes > uploadsTotalBytes) {
            bad.accept("--upload-bytes is " + uploadBytes + ", more than --uploads-total-bytes " + uploadsTotalBytes);
        }
        rooms.forEach(room -> OptionValues.checkRoom(room, bad));
        cors.stream().filter(origin -> !origin.isBlank()).forEach(origin -> OptionValues.checkOrigin(origin, bad));
        admins.stream().filter(name -> name.length() > 256).forEach(name -> bad.accept("--admin has too long a name"));
        OptionValues.checkStore(store, bad);
        if (cluster != null && !cluster.isBlank()) {
            OptionValues.checkCluster(cluster, bad);
        }
        if (tlsKeyStore != null && tlsPassword == null) {
            bad.accept("--tls-key-store needs --tls-password, PARLEY_TLS_PASSWORD best");
        }
        if (tlsKeyStore != null && !Files.isReadable(tlsKeyStore)) {
            bad.accept("--tls-key-store is " + tlsKeyStore + ", which cannot be read");
        }
        if (adminToken != null && !adminToken.isBlank() && adminToken.length() < MIN_ADMIN_TOKEN) {
            bad.accept("--admin-token has at least " + MIN_ADMIN_TOKEN + " characters");
        }
    }

    private static void within(String option, long value, long min, long max, Consumer<String> bad) {
        if (value < min || value > max) {
            bad.accept(option + " is from " + min + " to " + max + ", not " + value);
        }
    }
}
