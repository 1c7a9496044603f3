package dev.parley.chat.event;

import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.model.Attachment;
import dev.parley.model.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How much of a list of entries fits into one packet: limited in bytes, and in the number of binary attachments that
 * the clients' parsers accept. The rest goes to the next page; a single entry always fits.
 *
 * @param bytes maximum size of the entries as JSON, with attachments in base64, as polling clients receive them
 * @param attachments maximum number of binary attachments
 * @param entryBytes maximum size of the files of one entry, in base64
 */
public record PageSize(long bytes, int attachments, long entryBytes) {

    /** Maximum number of pages sent at once; what does not fit into them is not sent this way. */
    public static final int PAGES_AT_ONCE = 3;

    /** Size of a message besides its text and attachments. */
    public static final long OVERHEAD = 16_384;

    /** A quote or a line break takes two bytes in JSON. */
    public static final long ESCAPED = 2;

    /** The limit of the official clients' parsers. */
    private static final int CLIENT_ATTACHMENTS = 10;

    private static final int BASE64_BYTES = 4;
    private static final int BASE64_GROUP = 3;
    /** Size of a number, a flag, an attachment placeholder, quotes and commas. */
    private static final int SMALL = 4;

    private static final int NUMBER = 20;
    private static final int PLACEHOLDER = 32;
    private static final int ESCAPE = 6;

    public static PageSize of(ChatLimits limits) {
        long page = limits.get(Limit.PAGE_BYTES);
        return new PageSize(
                page,
                Math.max(CLIENT_ATTACHMENTS, limits.count(Limit.ATTACHMENTS)),
                Math.max(PAGES_AT_ONCE * page, clientBytes(limits)));
    }

    /**
     * Rejects a message that would fit into no packet: one from the application, or changed by an interceptor. It may
     * be as large as a client's may, or as two pages, and a packet has no more attachments than clients accept.
     *
     * @throws ChatException {@link ErrorCode#LIMIT_EXCEEDED}, with the limit
     */
    public static void checkMessage(Content content, ChatLimits limits) {
        PageSize page = of(limits);
        Weight weight = new Weight();
        weight.add(content.text());
        weight.add(content.attributes());
        for (Attachment attachment : content.attachments()) {
            weight.attachments += attachment.data() == null ? 0 : 1;
            weight.bytes += attachment.data() == null ? 0 : base64(attachment.size());
        }
        if (weight.attachments > page.attachments) {
            throw ChatException.limit(ErrorCode.LIMIT_EXCEEDED, Limit.ATTACHMENTS, page.attachments);
        }
        if (weight.bytes > Math.max(2 * page.bytes, clientBytes(limits))) {
            throw ChatException.limit(ErrorCode.LIMIT_EXCEEDED, Limit.PAGE_BYTES, page.bytes);
        }
    }

    /** Maximum size of a client's message. */
    private static long clientBytes(ChatLimits limits) {
        return base64(limits.get(Limit.ATTACHMENT_BYTES)) + ESCAPED * limits.get(Limit.TEXT_BYTES) + OVERHEAD;
    }

    /**
     * The content of an entry, without the data of files that exceed one packet. Admitted messages have no such files,
     * but those that an application wrote directly into the store may, as may those admitted under higher limits.
     */
    public Content fit(Content content) {
        return content.attachments().isEmpty() ? content : fitFiles(content);
    }

    private Content fitFiles(Content content) {
        List<Attachment> files = new ArrayList<>(content.attachments().size());
        int carried = 0;
        long taken = 0;
        boolean whole = true;
        for (Attachment file : content.attachments()) {
            if (file.data() == null) {
                files.add(file);
            } else if (carried < attachments && taken + base64(file.size()) <= entryBytes) {
                carried++;
                taken += base64(file.size());
                files.add(file);
            } else {
                whole = false;
                files.add(Attachment.reference(file.id(), file.name(), file.type(), file.size()));
            }
        }
        return whole ? content : content.withAttachments(files);
    }

    /** The first entries, as many as fit. */
    public <T> List<T> first(List<T> entries) {
        return around(entries, 0);
    }

    /** The last entries, as many as fit. */
    public <T> List<T> last(List<T> entries) {
        return around(entries, entries.size() - 1);
    }

    /** The entries around the one at {@code middle}, as many as fit, alternating between both sides. */
    public <T> List<T> around(List<T> entries, int middle) {
        Page page = new Page();
        int from = Math.max(0, Math.min(middle, entries.size()));
        int to = from;
        boolean before = true;
        boolean after = true;
        while (before || after) {
            if (after) {
                after = to < entries.size() && page.take(entries.get(to));
                to += after ? 1 : 0;
            }
            if (before) {
                before = from > 0 && page.take(entries.get(from - 1));
                from -= before ? 1 : 0;
            }
        }
        return entries.subList(from, to);
    }

    /** All entries in pages, at least one page; empty if they exceed {@value #PAGES_AT_ONCE} times the bytes of a page. */
    public <T> List<List<T>> pages(List<T> entries) {
        List<List<T>> pages = new ArrayList<>();
        long total = 0;
        int from = 0;
        do {
            Page page = new Page();
            int to = from;
            while (to < entries.size() && page.take(entries.get(to))) {
                to++;
            }
            total += page.weight.bytes;
            if (total > bytes * PAGES_AT_ONCE) {
                return List.of();
            }
            pages.add(entries.subList(from, to));
            from = to;
        } while (from < entries.size());
        return pages;
    }

    private final class Page {
        private final Weight weight = new Weight();
        private boolean empty = true;

        /** Adds an entry if it still fits. */
        boolean take(Object entry) {
            Weight more = new Weight();
            more.add(entry);
            if (!empty && (weight.bytes + more.bytes > bytes || weight.attachments + more.attachments > attachments)) {
                return false;
            }
            empty = false;
            weight.bytes += more.bytes;
            weight.attachments += more.attachments;
            return true;
        }
    }

    /** An upper bound of a value's size on the wire. */
    private static final class Weight {
        private long bytes;
        private int attachments;

        void add(Object value) {
            if (value instanceof Map<?, ?> fields) {
                bytes += SMALL;
                fields.forEach((name, field) -> {
                    add(name);
                    add(field);
                });
            } else if (value instanceof Iterable<?> items) {
                bytes += SMALL;
                items.forEach(this::add);
            } else if (value instanceof CharSequence text) {
                bytes += SMALL;
                for (int i = 0; i < text.length(); i++) {
                    bytes += bytes(text.charAt(i));
                }
            } else if (value instanceof byte[] data) {
                attachments++;
                bytes += PLACEHOLDER + base64(data.length);
            } else {
                bytes += NUMBER;
            }
        }

        private static int bytes(int unit) {
            if (unit < ' ') {
                return ESCAPE;
            }
            if (unit < 0x80) {
                return unit == '"' || unit == '\\' ? 2 : 1;
            }
            return unit < 0x800 ? 2 : 3;
        }
    }

    /** The base64 length of this many bytes. */
    public static long base64(long length) {
        return (length + BASE64_GROUP - 1) / BASE64_GROUP * BASE64_BYTES;
    }

    /** The size of one entry, in bytes. */
    public static long bytesOf(Object entry) {
        Weight weight = new Weight();
        weight.add(entry);
        return weight.bytes;
    }
}
