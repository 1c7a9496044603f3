package dev.parley.example.web;

import dev.parley.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

/** Maps failures of the server to error codes for clients and the log. */
public final class Failures {

    /** No space is left for storage. */
    public static final String STORAGE_FULL = "STORAGE_FULL";

    /** The store is unavailable or read-only. */
    public static final String STORE_UNAVAILABLE = "STORE_UNAVAILABLE";

    /** The server is at capacity. */
    public static final String OVERLOADED = "OVERLOADED";

    private static final List<String> FULL_DISK =
            List.of("no space left", "not enough space", "disk quota", "quota exceeded");

    private Failures() {}

    /**
     * Maps a failure to an error response.
     *
     * @param failure what was thrown
     * @return the error; 500 for unclassified failures
     */
    public static HttpProblem problem(Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof HttpProblem problem) {
            return problem;
        }
        if (cause instanceof RejectedExecutionException) {
            return new HttpProblem(503, OVERLOADED, "The server is busy. Please try again.");
        }
        if (cause instanceof TimeoutException) {
            return new HttpProblem(503, STORE_UNAVAILABLE, "The server did not answer in time. Please try again.");
        }
        if (cause instanceof StoreException store) {
            return problem(store);
        }
        if (cause instanceof IOException io) {
            return problem(io);
        }
        return new HttpProblem(500, "Internal server error");
    }

    /**
     * Maps a failure to the kind under which it is counted in the log.
     *
     * @param failure what was thrown
     * @return one of a few short texts
     */
    public static String kind(Throwable failure) {
        Throwable cause = cause(failure);
        return cause instanceof StoreException store
                ? store.category().name()
                : cause.getClass().getName();
    }

    /**
     * Returns whether a failure indicates a full disk.
     *
     * @param failure the failure of a file operation
     * @return true if so
     */
    public static boolean isFullDisk(IOException failure) {
        String text = text(failure);
        return FULL_DISK.stream().anyMatch(text::contains);
    }

    private static HttpProblem problem(StoreException failure) {
        return switch (failure.category()) {
            case FULL -> full();
            case RESET, INTERNAL -> new HttpProblem(500, "Internal server error");
            default ->
                new HttpProblem(
                        503, STORE_UNAVAILABLE, "The server cannot store or read at present. Please try later.");
        };
    }

    private static HttpProblem problem(IOException failure) {
        if (isFullDisk(failure)) {
            return full();
        }
        if (text(failure).contains("too many open files")) {
            return new HttpProblem(503, OVERLOADED, "The server has too many files open. Please try again.");
        }
        if (failure instanceof FileSystemException) {
            return new HttpProblem(
                    503, STORE_UNAVAILABLE, "The server cannot store or read at present. Please try later.");
        }
        return new HttpProblem(500, "Internal server error");
    }

    private static HttpProblem full() {
        return new HttpProblem(507, STORAGE_FULL, "The server has no space left. Please try later.");
    }

    private static String text(IOException failure) {
        return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException
                        || cause instanceof ExecutionException
                        || cause instanceof UncheckedIOException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
