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
 * The folder with everything that outlives the process. Secrets are made on the first start; all files are for the owner's eyes
 * only, also in a folder that others can look into.
 */
public final class DataFolder {

    /** The messages, if they are in no database of their own. */
    public static final String MESSAGES = "messages.db";

    /** Who there is. */
    public static final String ACCOUNTS = "accounts.db";

    /** What is known of uploaded files. */
    public static final String FILE_TABLE = "files.db";

    /** The folder of uploaded files. */
    public static final String FILES = "files";

    /** The folder of exports that clients are taking. */
    public static final String SPOOL = "spool";

    /** Signs what clients keep. */
    public static final String TOKEN_SECRET = "token-secret";

    /** What the operator's scripts show. */
    public static final String ADMIN_TOKEN = "admin-token";

    /** Held by the server that uses the folder. */
    public static final String LOCK = "server.lock";

    static final List<String> DATABASES = List.of(MESSAGES, ACCOUNTS, FILE_TABLE);
    static final List<String> SECRETS = List.of(TOKEN_SECRET, ADMIN_TOKEN);

    private static final int SECRET_BYTES = 32;

    private final Path path;

    /**
     * Makes the folder unless it is there, and closes what is in it to others.
     *
     * @param path where
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
     * The path of something in the folder.
     *
     * @param name what
     * @return its path
     */
    public Path file(String name) {
        return path.resolve(name);
    }

    /**
     * Makes a file for the owner's eyes only, unless it is there; then it is closed to others.
     *
     * @param name of the file
     */
    public void ensure(String name) {
        try {
            PrivateFiles.ensure(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + file(name), e);
        }
    }

    /**
     * A random secret of 64 hexadecimal digits, the same on every start.
     *
     * @param name of its file
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
