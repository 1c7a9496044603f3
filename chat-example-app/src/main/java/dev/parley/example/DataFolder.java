package dev.parley.example;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/** The folder with everything that outlives the process. Secrets are made on the first start, for the owner's eyes only. */
final class DataFolder {

    private static final int SECRET_BYTES = 32;
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_FOLDER = PosixFilePermissions.fromString("rwx------");

    private final Path path;

    DataFolder(Path path) {
        this.path = path;
        try {
            Files.createDirectories(path, only(OWNER_FOLDER));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the data folder " + path, e);
        }
    }

    Path file(String name) {
        return path.resolve(name);
    }

    /** A random secret of 64 hexadecimal digits, the same on every start. */
    String secret(String name) {
        Path file = file(name);
        try {
            if (!Files.exists(file)) {
                byte[] bytes = new byte[SECRET_BYTES];
                new SecureRandom().nextBytes(bytes);
                Path part = Files.createTempFile(path, name, ".part", only(OWNER));
                Files.writeString(part, HexFormat.of().formatHex(bytes) + "\n", StandardCharsets.US_ASCII);
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

    private static FileAttribute<?>[] only(Set<PosixFilePermission> permissions) {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }
}
