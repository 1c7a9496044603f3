package dev.parley.example.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.ByteRange;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.content.HttpContent;
import org.eclipse.jetty.http.content.ResourceHttpContent;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.ResourceService;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.resource.ResourceFactory;

/**
 * Sends a file, read piece by piece as the client receives it. Range requests that Jetty would reject or overdo, and
 * that RFC 9110 lets a server ignore, are ignored: those for another version of the file (13.1.5), with another unit or
 * syntax, or with too many ranges (14.2); overlapping ones are merged. Positions beyond any file size are clamped.
 */
final class FileAnswer {

    private static final int PIECE = 32 * 1024;
    private static final String RANGE = "[ \\t]*+(?:\\d++-\\d*+|-\\d++)?+[ \\t]*+";
    private static final Pattern RANGES =
            Pattern.compile("bytes=(" + RANGE + "(?:," + RANGE + ")*+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern TOO_LONG = Pattern.compile("\\d{18,}");
    private static final int MAX_RANGES = 100;
    private static final String LARGEST = "9".repeat(17);
    private static final ResourceService SERVICE = service();

    private final Path file;
    private final String type;
    private final String etag;
    private final long length;

    private FileAnswer(Path file, String type, String etag, long length) {
        this.file = file;
        this.type = type;
        this.etag = etag;
        this.length = length;
    }

    static FileAnswer of(Path file, String type, String etag) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(file.toString());
        }
        return new FileAnswer(file, type, etag, Files.size(file));
    }

    long length() {
        return length;
    }

    /** Sends what the conditions and ranges of the request select. */
    void send(Request request, Response response, Callback callback) {
        HttpContent content = new ResourceHttpContent(ResourceFactory.root().newResource(file), type, pieces(request));
        String quoted = '"' + etag + '"';
        SERVICE.doGet(withRanges(request, quoted), response, callback, new HttpContent.Wrapper(content) {
            @Override
            public HttpField getETag() {
                return new HttpField(HttpHeader.ETAG, quoted);
            }
        });
    }

    /** The request with its valid ranges in a form that Jetty parses, or without any. */
    private Request withRanges(Request request, String etag) {
        List<String> fields = request.getHeaders().getValuesList(HttpHeader.RANGE);
        if (fields.isEmpty()) {
            return request;
        }
        HttpFields.Mutable rest = HttpFields.build(request.getHeaders()).remove(HttpHeader.RANGE);
        String condition = request.getHeaders().get(HttpHeader.IF_RANGE);
        Matcher ranges = RANGES.matcher(String.join(",", fields));
        if ((condition == null || condition.equals(etag)) && ranges.matches()) {
            String normal = "bytes=" + TOO_LONG.matcher(ranges.group(1)).replaceAll(LARGEST);
            if (ByteRange.parse(List.of(normal), length).size() <= MAX_RANGES) {
                rest.put(HttpHeader.RANGE, normal);
            }
        }
        return new Request.Wrapper(request) {
            @Override
            public HttpFields getHeaders() {
                return rest;
            }
        };
    }

    void sendWhole(Request request, Response response, Callback callback) {
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
        if (request.getMethod().equals("HEAD")) {
            callback.succeeded();
        } else {
            Content.copy(Content.Source.from(pieces(request), file), response, callback);
        }
    }

    private static ByteBufferPool.Sized pieces(Request request) {
        return new ByteBufferPool.Sized(request.getComponents().getByteBufferPool(), false, PIECE);
    }

    private static ResourceService service() {
        ResourceService service = new ResourceService();
        service.setAcceptRanges(true);
        service.setEtags(true);
        service.setDirAllowed(false);
        return service;
    }
}
