package demo.transport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Lines of HTTP. Only CRLF ends one: where two servers see different ends, requests can be smuggled past the first. */
final class Line {

    /** Less than the input of a connection, so that a line that is too long is noticed. */
    static final int MAX_BYTES = Connection.INPUT_BYTES / 2;

    private Line() {}

    /** The next line without its end, null if it has not come as a whole. */
    static String next(ByteBuffer input) throws BadRequestException {
        for (int at = input.position(); at < input.limit(); at++) {
            if (at - input.position() > MAX_BYTES) {
                throw new BadRequestException(431, "a line is too long");
            }
            if (input.get(at) == '\n') {
                byte[] line = new byte[at + 1 - input.position()];
                input.get(line);
                if (line.length < 2 || line[line.length - 2] != '\r') {
                    throw new BadRequestException(400, "a line without CR");
                }
                return new String(line, 0, line.length - 2, StandardCharsets.ISO_8859_1);
            }
        }
        return null;
    }
}
