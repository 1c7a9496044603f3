package dev.parley.store;

import dev.parley.model.Message;
import dev.parley.model.RoomName;
import dev.parley.model.TimeRange;
import dev.parley.model.UserId;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** A scan that reads page by page. Owned by the iterating thread. */
final class PagedScan implements MessageScan {

    /** Maximum page size, in messages. */
    static final int MAX_PAGE = 512;

    /** Target page size, in bytes: a larger page is followed by a smaller one. */
    static final int PAGE_BYTES = 1024 * 1024;

    private static final int FIRST_PAGE = 16;

    private final MessageLog log;
    private final Head head;
    private final TimeRange range;
    private final @Nullable UserId sender;
    private Iterator<Message> page = List.<Message>of().iterator();
    private long after;
    private int pageSize = FIRST_PAGE;
    private boolean ended;

    PagedScan(MessageLog log, RoomName room, TimeRange range, @Nullable UserId sender) {
        this.log = log;
        this.head = log.head(room);
        this.range = range;
        this.sender = sender;
        this.ended = head.lastSeq() == 0;
    }

    @Override
    public Head head() {
        return head;
    }

    @Override
    public boolean hasNext() {
        if (!page.hasNext() && !ended) {
            page = nextPage().iterator();
        }
        return page.hasNext();
    }

    @Override
    public Message next() {
        if (!hasNext()) {
            throw new NoSuchElementException("end of the scan of " + head.room());
        }
        return page.next();
    }

    @Override
    public void close() {
        ended = true;
        page = List.<Message>of().iterator();
    }

    private List<Message> nextPage() {
        int asked = pageSize;
        List<Message> messages = log.messages(MessageQuery.after(head.room(), after, asked)
                .below(head.lastSeq() + 1)
                .in(range)
                .by(sender));
        ended = messages.size() < asked;
        long bytes = 0;
        for (Message message : messages) {
            if (!message.epoch().equals(head.epoch())) {
                throw new StoreException(StoreException.Category.RESET, head.room() + " was reset while it was read");
            }
            bytes += message.content().approximateBytes();
            after = message.seq();
        }
        pageSize = bytes > PAGE_BYTES ? Math.max(1, asked / 4) : Math.min(MAX_PAGE, asked * 2);
        return messages;
    }
}
