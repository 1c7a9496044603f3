package dev.parley.example.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/**
 * The folder of all persistent data. Secrets are generated on the first start; all files are readable by the owner
 * only, even if the folder is readable by others.
 */
public final class DataFolder {

    /** The messages, unless another database has them. */
    public static final String MESSAGES = "messages.db";

    /** The accounts. */
    public static final String ACCOUNTS = "accounts.db";

    /** The table of uploaded files. */
    public static final String FILE_TABLE = "files.db";

    /** The folder of uploaded files. */
    public static final String FILES = "files";

    /** The folder of exports being downloaded. */
    public static final String SPOOL = "spool";

    /** The key that signs tokens. */
    public static final String TOKEN_SECRET = "token-secret";

    /** The token of the operator's scripts. */
    public static final String ADMIN_TOKEN = "admin-token";

    /** Locked by the server that uses the folder. */
    public static final String LOCK = "server.lock";

    static final List<String> DATABASES = List.of(MESSAGES, ACCOUNTS, FILE_TABLE);
    static final List<String> SECRETS = List.of(TOKEN_SECRET, ADMIN_TOKEN);

    private static final int SECRET_BYTES = 32;

    private final Path path;

    /**
     * Creates the folder if missing, and restricts access to its files.
     *
     * @param path the folder
     */
    public DataFolder(Path path) {
        this.path = path;
        try {
            PrivateFiles.makeFolder(path);
            try (DirectoryStream<Path> there = Files.newDirectoryStream(path)) {
                for (Path file : there) {
                    if (isOurs(file)) {
                        PrivateFiles.close(file);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the data folder " + path, e);
        }
    }

    private static boolean isOurs(Path file) {
        String name = file.getFileName().toString();
        return Files.isRegularFile(file)
                && !name.endsWith("-lock")
                && (SECRETS.contains(name) || DATABASES.stream().anyMatch(name::startsWith));
    }

    /**
     * Returns the path of a file in the folder.
     *
     * @param name the file's name
     * @return its path
     */
    public Path file(String name) {
        return path.resolve(name);
    }

    /**
     * Creates a file readable by the owner only, or restricts access to an existing one.
     *
     * @param name the file's name
     */
    public void ensure(String name) {
        try {
            PrivateFiles.ensure(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + file(name), e);
        }
    }

    /**
     * Returns a random secret of 64 hexadecimal digits, generated once.
     *
     * @param name the file's name
     * @return the secret
     */
    public String secret(String name) {
        Path file = file(name);
        try {
            if (!Files.exists(file)) {
                byte[] bytes = new byte[SECRET_BYTES];
                new SecureRandom().nextBytes(bytes);
                Path part = path.resolve(name + "." + UUID.randomUUID() + ".part");
                try (FileChannel channel = PrivateFiles.create(part)) {
                    String text = HexFormat.of().formatHex(bytes) + "\n";
                    channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
                    channel.force(true);
                }
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            }
            String secret = Files.readString(file, StandardCharsets.US_ASCII).strip();
            if (secret.length() < 2 * SECRET_BYTES) {
                throw new IllegalStateException("the secret in " + file + " is too short; delete it to get a new one");
            }
            return secret;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the secret in " + file, e);
        }
    }
}
