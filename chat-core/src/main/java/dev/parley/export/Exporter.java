package dev.parley.export;

import dev.parley.store.MessageScan;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes messages in one format. Implementations are stateless and thread-safe, use constant memory regardless of the
 * number of messages, and do not depend on the machine's locale or time zone.
 */
public interface Exporter {

    /**
     * The format's name as used in requests, and the extension of its files.
     *
     * @return 1 to 16 lower-case letters and digits, such as {@code csv}
     */
    String format();

    /**
     * The format's media type.
     *
     * @return the media type, with its charset if it is text
     */
    String contentType();

    /**
     * Writes messages. Blocks while the stream does, which is how a slow receiver applies backpressure to the read.
     *
     * @param query what was requested; already applied to the messages
     * @param messages the messages in order, including deleted ones; not closed by this method
     * @param out the target; flushed at the end, not closed
     * @return the number of messages written
     * @throws IOException if the stream fails
     * @throws dev.parley.store.StoreException if the store fails; the output is then incomplete
     */
    long write(ExportQuery query, MessageScan messages, OutputStream out) throws IOException;
}
