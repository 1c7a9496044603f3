package dev.parley.example;

import dev.parley.store.StoreException;
import java.io.IOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.GeneralSecurityException;
import java.security.UnrecoverableKeyException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Explains in a sentence why a server did not start, and what the operator can do. */
final class StartFailures {

    private StartFailures() {}

    static String describe(Throwable failure, ServerOptions options) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String known = known(cause, options);
            if (known != null) {
                return known;
            }
        }
        return chain(failure);
    }

    private static @Nullable String known(Throwable cause, ServerOptions options) {
        if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
            return "--host " + options.host + " is the name of no machine";
        }
        if (cause instanceof SocketException) {
            return ofSocket(String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT), options);
        }
        if (options.tlsKeyStore != null && cause.getCause() instanceof UnrecoverableKeyException) {
            return "the key store " + options.tlsKeyStore + " has another password than --tls-password";
        }
        if (options.tlsKeyStore != null && isOfKeyStore(cause)) {
            return "the key store " + options.tlsKeyStore + " cannot be used: " + cause.getMessage();
        }
        if (cause instanceof StoreException store && store.category() == StoreException.Category.CORRUPT) {
            return store.getMessage() + ". A backup is put in its place by: restore --from BACKUP --data '"
                    + options.data + "' (docs/operations.md)";
        }
        return null;
    }

    /** An exception from reading a key store; a failure to listen has a cause that explains it. */
    private static boolean isOfKeyStore(Throwable cause) {
        return cause instanceof GeneralSecurityException
                || (cause instanceof IOException
                        && (cause.getCause() == null || cause.getCause() instanceof GeneralSecurityException));
    }

    private static @Nullable String ofSocket(String text, ServerOptions options) {
        if (text.contains("in use")) {
            return "port " + options.port + " is in use by another program; stop it, or choose another with --port";
        }
        if (text.contains("assign requested address")) {
            return "--host " + options.host + " is no address of this machine";
        }
        if (text.contains("permission denied")) {
            return "this user may not listen on port " + options.port + "; ports from 1024 on are for everybody";
        }
        return null;
    }

    /** The failure and its causes, without repetitions. */
    private static String chain(Throwable failure) {
        StringBuilder text = new StringBuilder(String.valueOf(failure.getMessage()));
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            String more = cause.getMessage() == null ? cause.toString() : cause.getMessage();
            if (text.indexOf(more) < 0) {
                text.append(": ").append(more);
            }
        }
        return text.toString();
    }
}
