package dev.parley.export;

import dev.parley.store.MessageScan;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes messages in one format. Implementations keep nothing between calls, take constant memory whatever the number of
 * messages, and do not depend on the locale or time zone of the machine. Any thread may call.
 */
public interface Exporter {

    /**
     * What the format is called in a request; also the extension of its files.
     *
     * @return 1 to 16 lower-case letters and digits, such as {@code csv}
     */
    String format();

    /**
     * What the format is called in HTTP.
     *
     * @return the media type, with its charset if it is text
     */
    String contentType();

    /**
     * Writes messages. Blocks while the stream does, which is how a slow receiver slows the reading down.
     *
     * @param query what was asked for; already applied to the messages
     * @param messages the messages in order, deleted ones included; not closed here
     * @param out where to; flushed at the end, not closed
     * @return how many messages were written
     * @throws IOException if the stream fails
     * @throws dev.parley.store.StoreException if the store fails; what was written is then incomplete
     */
    long write(ExportQuery query, MessageScan messages, OutputStream out) throws IOException;
}
