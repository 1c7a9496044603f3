package dev.parley.store.mongo;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoOperationTimeoutException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoSocketReadTimeoutException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteConcernException;
import dev.parley.store.StoreException;
import dev.parley.store.StoreException.Category;
import java.util.function.Function;
import org.bson.Document;

/** Maps driver failures to store exceptions. */
final class MongoFailures {

    private static final int DUPLICATE_KEY = 11_000;
    private static final int NOT_IMPLEMENTED = 238;
    private static final int UNAUTHORIZED = 13;
    private static final int AUTHENTICATION_FAILED = 18;
    private static final int OUT_OF_DISK_SPACE = 14_031;

    private MongoFailures() {}

    static StoreException translate(RuntimeException failure) {
        Category category = category(failure);
        return new StoreException(category, describe(category) + ": " + failure.getMessage(), failure);
    }

    /** Decodes a document; a failure means corrupt data, not an error of the caller. */
    static <T> T reading(Document document, Function<Document, T> reading) {
        try {
            return reading.apply(document);
        } catch (RuntimeException damaged) {
            throw new StoreException(
                    Category.CORRUPT,
                    describe(Category.CORRUPT) + ": document " + document.get("_id") + ": " + damaged,
                    damaged);
        }
    }

    /** Whether a unique index rejected a document. */
    static boolean isDuplicateKey(MongoException failure) {
        return failure.getCode() == DUPLICATE_KEY;
    }

    /** Whether the server, of another make, lacks a part of a command. */
    static boolean isNotImplemented(MongoCommandException failure) {
        return failure.getErrorCode() == NOT_IMPLEMENTED;
    }

    private static Category category(RuntimeException failure) {
        if (failure instanceof MongoExecutionTimeoutException
                || (failure instanceof MongoOperationTimeoutException && !foundNoServer(failure))
                || failure instanceof MongoWriteConcernException
                || failure instanceof MongoSocketReadTimeoutException
                || (failure instanceof MongoBulkWriteException bulk && bulk.getWriteConcernError() != null)) {
            return Category.TIMEOUT;
        }
        if (failure instanceof MongoSecurityException) {
            return Category.REFUSED;
        }
        if (failure instanceof MongoTimeoutException
                || failure instanceof MongoSocketException
                || failure instanceof MongoNotPrimaryException
                || failure instanceof MongoNodeIsRecoveringException
                || failure instanceof MongoInterruptedException) {
            return Category.UNAVAILABLE;
        }
        if (failure instanceof MongoCommandException command) {
            return byCode(command.getErrorCode());
        }
        if (failure instanceof MongoException other) {
            return byCode(other.getCode());
        }
        // Thrown by the driver when its client is closed.
        return failure instanceof IllegalStateException ? Category.CLOSED : Category.INTERNAL;
    }

    /** The driver uses one exception both for a server that is not found and for one that does not answer. */
    private static boolean foundNoServer(RuntimeException timeout) {
        return String.valueOf(timeout.getMessage()).contains("waiting for a server");
    }

    private static Category byCode(int code) {
        return switch (code) {
            case UNAUTHORIZED, AUTHENTICATION_FAILED -> Category.REFUSED;
            case OUT_OF_DISK_SPACE -> Category.FULL;
            default -> Category.INTERNAL;
        };
    }

    private static String describe(Category category) {
        return switch (category) {
            case UNAVAILABLE -> "MongoDB cannot be reached";
            case TIMEOUT -> "MongoDB did not answer in time";
            case REFUSED -> "MongoDB refuses access";
            case FULL -> "no space is left for MongoDB";
            case CORRUPT -> "stored data is damaged, restore a backup";
            case CLOSED -> "the store or its client is closed";
            default -> "MongoDB failed";
        };
    }
}
