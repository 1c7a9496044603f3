package dev.parley.example.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Uploaded files in a folder, each under an id that cannot be guessed. Thread-safe. A file is complete before it is visible.
 */
final class FileFolder {

    /** What is kept of a file; the type is trusted only when it is a picture's, recognised by its first bytes. */
    record Stored(String id, String type, long size) {}

    private static final int PIECE = 16 * 1024;

    private final Path folder;
    private final long maxFile;
    private final long maxTotal;
    private final AtomicLong total = new AtomicLong();
    private final SecureRandom random = new SecureRandom();

    FileFolder(Path folder, long maxFile, long maxTotal) {
        this.folder = folder;
        this.maxFile = maxFile;
        this.maxTotal = maxTotal;
        try {
            Files.createDirectories(folder);
            try (Stream<Path> there = Files.list(folder)) {
                there.forEach(file -> total.addAndGet(file.toFile().length()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long maxFile() {
        return maxFile;
    }

    /** Keeps what the stream holds; empty when that is more than there is room for. */
    Optional<Stored> keep(InputStream in) throws IOException {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        String id = HexFormat.of().formatHex(bytes);
        Path part = folder.resolve(id + ".part");
        try {
            byte[] start = in.readNBytes(PictureTypes.PREFIX);
            long size = start.length;
            try (OutputStream out = Files.newOutputStream(part)) {
                out.write(start);
                size += copy(in, out, maxFile - size);
            }
            if (size > maxFile || total.addAndGet(size) > maxTotal) {
                total.addAndGet(size > maxFile ? 0 : -size);
                return Optional.empty();
            }
            String type = PictureTypes.of(start).orElse("application/octet-stream");
            Files.writeString(folder.resolve(id + ".type"), type, StandardCharsets.US_ASCII);
            Files.move(part, folder.resolve(id), StandardCopyOption.ATOMIC_MOVE);
            return Optional.of(new Stored(id, type, size));
        } finally {
            Files.deleteIfExists(part);
        }
    }

    Optional<Stored> find(String id) throws IOException {
        Path file = folder.resolve(id);
        if (!id.matches("[0-9a-f]{32}") || !Files.isRegularFile(file)) {
            return Optional.empty();
        }
        String type = Files.readString(folder.resolve(id + ".type"), StandardCharsets.US_ASCII);
        return Optional.of(new Stored(id, type, Files.size(file)));
    }

    void copyTo(String id, OutputStream out) throws IOException {
        Files.copy(folder.resolve(id), out);
    }

    /** Copies up to one byte more than allowed, and tells how much that was. */
    private static long copy(InputStream in, OutputStream out, long allowed) throws IOException {
        byte[] piece = new byte[PIECE];
        long copied = 0;
        for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
            copied += read;
            if (copied > allowed) {
                break;
            }
            out.write(piece, 0, read);
        }
        return copied;
    }
}
