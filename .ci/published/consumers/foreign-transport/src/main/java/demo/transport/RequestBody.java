package demo.transport;

import java.nio.ByteBuffer;
import java.util.regex.Pattern;

/** Takes the content of a request's body out of the input, by its length or chunk by chunk. */
final class RequestBody {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final Pattern SIZE = Pattern.compile("[0-9A-Fa-f]{1,8}[ \t]*(;.*)?");
    private static final int MAX_TRAILERS = 32;

    private enum Next {
        SIZE,
        CONTENT,
        END_OF_CHUNK,
        TRAILER,
        NOTHING
    }

    private final boolean chunked;
    private Next next;
    private long left;
    private int trailers;

    RequestBody(RequestHead head) {
        chunked = head.contentLength() < 0;
        left = Math.max(0, head.contentLength());
        next = chunked ? Next.SIZE : left > 0 ? Next.CONTENT : Next.NOTHING;
    }

    /** How much is announced and has not come; of chunks only the current one is known. */
    long announced() {
        return left;
    }

    boolean ended() {
        return next == Next.NOTHING;
    }

    /** The next piece of content, valid until the input changes; empty if more input is needed, or at the end. */
    ByteBuffer next(ByteBuffer input) throws BadRequestException {
        while (next != Next.CONTENT && next != Next.NOTHING) {
            String line = Line.next(input);
            if (line == null) {
                return NOTHING;
            }
            line(line);
        }
        int size = (int) Math.min(left, input.remaining());
        ByteBuffer piece = input.slice(input.position(), size);
        input.position(input.position() + size);
        left -= size;
        if (left == 0 && next == Next.CONTENT) {
            next = chunked ? Next.END_OF_CHUNK : Next.NOTHING;
        }
        return piece;
    }

    private void line(String line) throws BadRequestException {
        switch (next) {
            case SIZE -> {
                if (!SIZE.matcher(line).matches()) {
                    throw new BadRequestException(400, "not the size of a chunk");
                }
                left = Long.parseLong(line.split("[ \t;]", 2)[0], 16);
                next = left == 0 ? Next.TRAILER : Next.CONTENT;
            }
            case END_OF_CHUNK -> {
                if (!line.isEmpty()) {
                    throw new BadRequestException(400, "a chunk is longer than its size");
                }
                next = Next.SIZE;
            }
            default -> {
                if (++trailers > MAX_TRAILERS) {
                    throw new BadRequestException(431, "too many trailers");
                }
                next = line.isEmpty() ? Next.NOTHING : Next.TRAILER;
            }
        }
    }
}
