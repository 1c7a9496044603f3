package dev.parley.example.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;

/** One request and its answer. Used by one thread; an endpoint answers once. */
public final class Call {

    private static final int MAX_JSON = 64 * 1024;
    private static final int MAX_DROPPED = 1024 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Request request;
    private final Response response;
    private final List<String> pathValues;

    Call(Request request, Response response, List<String> pathValues) {
        this.request = request;
        this.response = response;
        this.pathValues = pathValues;
    }

    /**
     * A part of the path that the route left open.
     *
     * @param index from 0
     * @return the part, decoded
     */
    public String pathValue(int index) {
        return pathValues.get(index);
    }

    /**
     * The parameters of the address.
     *
     * @return name to values, decoded, in the order of the address
     */
    public Map<String, List<String>> query() {
        Map<String, List<String>> result = new LinkedHashMap<>();
        for (Fields.Field field : Request.extractQueryParameters(request, StandardCharsets.UTF_8)) {
            result.put(field.getName(), field.getValues());
        }
        return result;
    }

    /**
     * A parameter of the address that stands there once.
     *
     * @param name its name
     * @return its value, empty if it is not there or more than once
     */
    public Optional<String> parameter(String name) {
        List<String> values = query().getOrDefault(name, List.of());
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }

    /**
     * The body as a JSON object.
     *
     * @return the object
     * @throws HttpProblem with 400 if it is none, 413 if it has more than 64 KiB, 415 if it does not say that it is JSON
     * @throws IOException if it cannot be read
     */
    public JsonNode json() throws HttpProblem, IOException {
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        if (type == null || !type.startsWith("application/json")) {
            throw new HttpProblem(415, "The body must be application/json");
        }
        byte[] bytes;
        try (InputStream body = Content.Source.asInputStream(request)) {
            bytes = body.readNBytes(MAX_JSON + 1);
        }
        if (bytes.length > MAX_JSON) {
            throw new HttpProblem(413, "The body is too large");
        }
        try {
            JsonNode node = JSON.readTree(bytes);
            if (node != null && node.isObject()) {
                return node;
            }
        } catch (JsonProcessingException e) {
            // Answered below.
        }
        throw new HttpProblem(400, "The body must be a JSON object");
    }

    /**
     * The body as it comes.
     *
     * @return to be read and closed
     */
    public InputStream body() {
        return Content.Source.asInputStream(request);
    }

    /**
     * The length that the client announced.
     *
     * @return bytes, or -1 if unknown
     */
    public long announcedLength() {
        return request.getLength();
    }

    /**
     * A header of the request.
     *
     * @param name its name
     * @return its first value
     */
    public Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeaders().get(name));
    }

    /**
     * The token of an {@code Authorization: Bearer} header.
     *
     * @return the token
     */
    public Optional<String> bearer() {
        return header("Authorization")
                .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
                .map(value -> value.substring(7).strip());
    }

    /**
     * Where the request comes from.
     *
     * @return an address without port
     */
    public String address() {
        return Request.getRemoteAddr(request);
    }

    /**
     * Sets a header of the answer.
     *
     * @param name its name
     * @param value its value
     */
    public void answerHeader(String name, String value) {
        response.getHeaders().put(new HttpField(name, value));
    }

    /**
     * Answers with JSON.
     *
     * @param status the status
     * @param body anything that Jackson writes
     * @throws IOException if the client is gone
     */
    public void answer(int status, Object body) throws IOException {
        answer(status, "application/json", JSON.writeValueAsBytes(body));
    }

    /**
     * Answers with bytes.
     *
     * @param status the status
     * @param type the media type
     * @param body the bytes
     * @throws IOException if the client is gone
     */
    public void answer(int status, String type, byte[] body) throws IOException {
        response.setStatus(status);
        answerHeader("Content-Type", type);
        if (!response.getHeaders().contains(HttpHeader.CACHE_CONTROL)) {
            answerHeader("Cache-Control", "no-store");
        }
        try (var sent = Blocker.callback()) {
            response.write(true, ByteBuffer.wrap(body), sent);
            sent.block();
        }
    }

    /**
     * Answers 200 with a body of unknown length, written with back-pressure.
     *
     * @param type the media type
     * @param caching the value of {@code Cache-Control}
     * @return to be written and closed
     */
    public OutputStream answerStream(String type, String caching) {
        response.setStatus(200);
        answerHeader("Content-Type", type);
        answerHeader("Cache-Control", caching);
        return Content.Sink.asOutputStream(response);
    }

    /**
     * Takes a header of the answer back.
     *
     * @param name its name
     */
    public void removeAnswerHeader(String name) {
        response.getHeaders().remove(name);
    }

    /**
     * Whether anything has been sent, so that the status cannot change any more.
     *
     * @return true if so
     */
    public boolean committed() {
        return response.isCommitted();
    }

    /**
     * Ends an answered request whose body may not have been read. A short rest is read first: over HTTP/2 Jetty cuts the
     * request off otherwise, and a client that is still sending misses the answer.
     */
    void end(Callback callback) {
        if (request.getLength() > 0 && request.getLength() <= MAX_DROPPED) {
            Content.Source.consumeAll(request, Callback.from(callback::succeeded, failure -> callback.succeeded()));
        } else {
            callback.succeeded();
        }
    }

    /** Cuts the answer off, so that the client notices that it is not whole. */
    void abort(Callback callback, Throwable cause) {
        callback.failed(cause);
    }
}
