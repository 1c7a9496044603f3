package demo.transport;

import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The request line and the headers.
 *
 * @param rawPath the path as it was sent: an engine decides by this one whether a request is its own
 * @param contentLength the announced length of the body, 0 if there is none, -1 if it comes in chunks
 * @param keepAlive whether the connection may serve another request
 */
record RequestHead(String rawPath, RequestInfo info, long contentLength, boolean keepAlive) {

    private static final int MAX_BYTES = 32 * 1024;
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

    boolean is(String header, String token) {
        return has(info.headers(), header, token);
    }

    /** Whether this asks for a WebSocket as it should (RFC 6455 section 4.2.1); all else is a plain request. */
    boolean isUpgrade() {
        return info.method().equals("GET")
                && contentLength == 0
                && is("Connection", "upgrade")
                && is("Upgrade", "websocket")
                && info.headers().all("Sec-WebSocket-Version").equals(List.of("13"))
                && info.headers().all("Sec-WebSocket-Key").size() == 1
                && isKey(info.headers().first("Sec-WebSocket-Key"));
    }

    private static boolean isKey(String key) {
        try {
            return Base64.getDecoder().decode(key).length == 16;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private static boolean has(HttpHeaders headers, String header, String token) {
        return headers.all(header).stream()
                .flatMap(value -> List.of(value.split(",")).stream())
                .anyMatch(each -> each.strip().equalsIgnoreCase(token));
    }

    /** Collects the lines of one head, as they come. */
    static final class Parser {

        private final String remoteAddress;
        private final List<String> lines = new ArrayList<>();
        private int bytes;

        Parser(String remoteAddress) {
            this.remoteAddress = remoteAddress;
        }

        /** The whole head, null if more has to come. */
        RequestHead next(ByteBuffer input) throws BadRequestException {
            for (String line = Line.next(input); line != null; line = Line.next(input)) {
                bytes += line.length() + 2;
                if (bytes > MAX_BYTES) {
                    throw new BadRequestException(431, "the headers are too large");
                }
                if (!line.isEmpty()) {
                    lines.add(line);
                } else if (!lines.isEmpty()) { // an empty line before a request is allowed
                    return parse();
                }
            }
            return null;
        }

        private RequestHead parse() throws BadRequestException {
            String[] request = lines.get(0).split(" ", -1);
            if (request.length != 3 || !TOKEN.matcher(request[0]).matches() || !request[1].startsWith("/")) {
                throw new BadRequestException(400, "not a request line");
            }
            if (!request[2].equals("HTTP/1.1") && !request[2].equals("HTTP/1.0")) {
                throw new BadRequestException(505, "not HTTP/1.1");
            }
            HttpHeaders headers = headers();
            boolean current = request[2].equals("HTTP/1.1");
            if (current && headers.all("Host").size() != 1) {
                throw new BadRequestException(400, "not one host");
            }
            int mark = request[1].indexOf('?');
            String path = mark < 0 ? request[1] : request[1].substring(0, mark);
            String query = mark < 0 ? "" : request[1].substring(mark + 1);
            RequestInfo info = RequestInfo.of(request[0], decoded(path), query, headers, remoteAddress, false);
            return new RequestHead(path, info, contentLength(headers), current && !has(headers, "Connection", "close"));
        }

        private HttpHeaders headers() throws BadRequestException {
            List<String> namesAndValues = new ArrayList<>();
            for (String line : lines.subList(1, lines.size())) {
                int colon = line.indexOf(':');
                if (colon < 0 || !TOKEN.matcher(line.substring(0, colon)).matches()) {
                    throw new BadRequestException(400, "not a header");
                }
                namesAndValues.add(line.substring(0, colon));
                namesAndValues.add(line.substring(colon + 1).strip());
            }
            try {
                return HttpHeaders.of(namesAndValues.toArray(new String[0]));
            } catch (IllegalArgumentException controlCharacter) {
                throw new BadRequestException(400, "not a header");
            }
        }

        private static long contentLength(HttpHeaders headers) throws BadRequestException {
            List<String> codings = headers.all("Transfer-Encoding");
            List<String> lengths = headers.all("Content-Length");
            if (codings.isEmpty() && lengths.isEmpty()) {
                return 0;
            }
            if (lengths.isEmpty()
                    && codings.size() == 1
                    && codings.get(0).toLowerCase(Locale.ROOT).equals("chunked")) {
                return -1;
            }
            if (!codings.isEmpty() || lengths.size() != 1 || !LENGTH.matcher(lengths.get(0)).matches()) {
                throw new BadRequestException(400, "no clear length");
            }
            return Long.parseLong(lengths.get(0));
        }

        private static String decoded(String path) throws BadRequestException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (int at = 0; at < path.length(); at++) {
                if (path.charAt(at) != '%') {
                    bytes.write(path.charAt(at));
                    continue;
                }
                try {
                    bytes.write(Integer.parseUnsignedInt(path, at + 1, at + 3, 16));
                    at += 2;
                } catch (IndexOutOfBoundsException | NumberFormatException malformed) {
                    throw new BadRequestException(400, "not a path");
                }
            }
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
