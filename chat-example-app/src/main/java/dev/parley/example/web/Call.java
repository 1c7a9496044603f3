package dev.parley.example.web;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.runtime.FailureLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.QuietException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/**
 * A request and its response. The response is sent once, from any thread, and written asynchronously; further ones are
 * ignored. Bodies and responses have a time limit for the whole transfer.
 */
public final class Call {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Request request;
    private final Response response;
    private final OnceCallback callback;
    private final List<String> pathValues;
    private final Deadline deadline;
    private final AtomicBoolean answered = new AtomicBoolean();
    private final FailureLog log;
    private volatile @Nullable BodyReader reader;
    private volatile boolean ended;
    private byte[] body = new byte[0];

    Call(Request request, Response response, Callback callback, List<String> pathValues, FailureLog log) {
        this.request = request;
        this.response = response;
        this.callback = new OnceCallback(callback);
        this.pathValues = pathValues;
        this.log = log;
        this.deadline = new Deadline(request.getComponents().getScheduler());
        onEnd(() -> {
            ended = true;
            deadline.end();
        });
    }

    /**
     * Returns a wildcard segment of the path.
     *
     * @param index from 0
     * @return the segment, decoded
     */
    public String pathValue(int index) {
        return pathValues.get(index);
    }

    /**
     * Returns the query parameters.
     *
     * @return decoded values by name, in order
     * @throws HttpProblem with 400 if the query is malformed
     */
    public Map<String, List<String>> query() throws HttpProblem {
        Map<String, List<String>> result = new LinkedHashMap<>();
        try {
            for (Fields.Field field : Request.extractQueryParameters(request, StandardCharsets.UTF_8)) {
                result.put(field.getName(), field.getValues());
            }
        } catch (RuntimeException malformed) {
            throw new HttpProblem(400, "The address is not encoded correctly");
        }
        return result;
    }

    /**
     * Returns a query parameter that occurs once.
     *
     * @param name its name
     * @return its value, empty if it is absent or repeated
     * @throws HttpProblem with 400 if the query is malformed
     */
    public Optional<String> parameter(String name) throws HttpProblem {
        List<String> values = query().getOrDefault(name, List.of());
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }

    /**
     * Returns the body as a JSON object, on a route that reads it.
     *
     * @return its fields
     * @throws HttpProblem with 400 if it is not a JSON object
     */
    public JsonFields json() throws HttpProblem {
        try {
            JsonNode node = JSON.readTree(body);
            if (node != null && node.isObject()) {
                return new JsonFields(node);
            }
        } catch (IOException e) {
            // Answered below.
        }
        throw new HttpProblem(400, "The body must be a JSON object");
    }

    /**
     * Returns the announced content length.
     *
     * @return the number of bytes, or -1 if unknown
     */
    public long announcedLength() {
        return request.getLength();
    }

    /**
     * Returns a request header.
     *
     * @param name its name
     * @return its first value
     */
    public Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeaders().get(name));
    }

    /**
     * Returns the token of the {@code Authorization: Bearer} header.
     *
     * @return the token
     */
    public Optional<String> bearer() {
        return header("Authorization")
                .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
                .map(value -> value.substring(7).strip());
    }

    /**
     * Returns a request cookie.
     *
     * @param name its name
     * @return its value
     */
    public Optional<String> cookie(String name) {
        return Request.getCookies(request).stream()
                .filter(cookie -> cookie.getName().equals(name))
                .map(HttpCookie::getValue)
                .findFirst();
    }

    /**
     * Adds a cookie to the response.
     *
     * @param cookie the cookie
     */
    public void answerCookie(HttpCookie cookie) {
        Response.addCookie(response, cookie);
    }

    /**
     * Returns whether the client used HTTPS, to this server or to the trusted proxy.
     *
     * @return true if so
     */
    public boolean isSecure() {
        return request.isSecure();
    }

    /**
     * Returns whether only headers are requested; the request must then have no side effects.
     *
     * @return true for HEAD
     */
    public boolean isHead() {
        return HttpMethod.HEAD.is(request.getMethod());
    }

    /**
     * Returns the client's key for rate limits.
     *
     * @return its address without port, or its IPv6 network
     */
    public String address() {
        return Addresses.network(Request.getRemoteAddr(request));
    }

    /**
     * Returns whether the request comes from this machine and not through a proxy on it, as far as can be told: the
     * connection is local, no header indicates forwarding, and the requested host is a loopback name.
     *
     * @return true if so
     */
    public boolean isLocal() {
        return Addresses.isLoopback(Request.getRemoteAddr(Request.unWrap(request)))
                && !ProxyHeaders.areIn(request)
                && isLocalName(Request.getServerName(request));
    }

    private static boolean isLocalName(String name) {
        return name.equalsIgnoreCase("localhost") || Addresses.isLoopback(name);
    }

    /**
     * Sets a response header.
     *
     * @param name its name
     * @param value its value
     */
    public void answerHeader(String name, String value) {
        response.getHeaders().put(new HttpField(name, value));
    }

    /**
     * Adds a value to a response header.
     *
     * @param name its name
     * @param value the additional value
     */
    public void addAnswerHeader(String name, String value) {
        response.getHeaders().add(new HttpField(name, value));
    }

    /**
     * Removes a response header.
     *
     * @param name its name
     */
    public void removeAnswerHeader(String name) {
        response.getHeaders().remove(name);
    }

    /**
     * Registers a task to run when the request is over, however it ended.
     *
     * @param task must not block
     */
    public void onEnd(Runnable task) {
        Request.addCompletionListener(request, failure -> task.run());
    }

    /**
     * Starts reading the body, without blocking.
     *
     * @param sink receives the body
     * @param time the time limit for the whole body
     */
    public void receive(BodySink sink, Duration time) {
        deadline.set(time, () -> answer(timeout()));
        BodyReader reading = new BodyReader(request, sink);
        reader = reading;
        reading.run();
    }

    /**
     * Returns the time limit for the transfer of a body.
     *
     * @param bytes its length
     * @return a minute plus the time a slow client needs
     */
    public static Duration timeFor(long bytes) {
        return Deadline.forBytes(bytes);
    }

    void body(byte[] whole) {
        body = whole;
    }

    /**
     * Responds with JSON.
     *
     * @param status the status
     * @param value any value that Jackson can serialize
     * @throws IOException if it cannot be serialized
     */
    public void answer(int status, Object value) throws IOException {
        answer(status, "application/json", JSON.writeValueAsBytes(value));
    }

    /**
     * Responds with an error.
     *
     * @param problem the error
     */
    public void answer(HttpProblem problem) {
        if (problem.status() == 413 || problem.status() == 408) {
            answerHeader("Connection", "close");
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("error", problem.text());
        if (problem.code() != null) {
            fields.put("code", problem.code());
        }
        try {
            answer(problem.status(), fields);
        } catch (IOException e) {
            throw new IllegalStateException("two texts are always JSON", e);
        }
    }

    /**
     * Responds to a failure: tells the client what it may know, and logs what the operator should know.
     *
     * @param failure the failure
     */
    public void fail(Throwable failure) {
        if (callback.hasEnded()) {
            // The client is gone or was cut off; its later failures are not the server's.
            return;
        }
        HttpProblem problem =
                failure instanceof TimeoutException && !bodyEnded() ? timeout() : Failures.problem(failure);
        if (problem.status() >= 500 && !(failure instanceof QuietException) && !(failure instanceof HttpProblem)) {
            log.warn(Failures.kind(failure), "A request failed", failure);
        }
        if (problem.status() == 503) {
            answerHeader("Retry-After", "5");
        }
        answer(problem);
    }

    /**
     * Responds with bytes.
     *
     * @param status the status
     * @param type the media type
     * @param content the bytes
     */
    public void answer(int status, String type, byte[] content) {
        if (!begin(content.length)) {
            return;
        }
        response.setStatus(status);
        answerHeader("Content-Type", type);
        if (status != 304) {
            answerHeader("Content-Length", Integer.toString(content.length));
        }
        if (!response.getHeaders().contains(HttpHeader.CACHE_CONTROL)) {
            answerHeader("Cache-Control", "no-store");
        }
        response.write(true, ByteBuffer.wrap(content), Callback.from(this::finish, callback::failed));
    }

    /**
     * Responds to HEAD if the length of the body is unknown.
     *
     * @param type the media type
     */
    public void answerHead(String type) {
        if (begin(0)) {
            response.setStatus(200);
            answerHeader("Content-Type", type);
            // Not the last write, which would set the length to 0.
            response.write(false, BufferUtil.EMPTY_BUFFER, Callback.from(this::finish, callback::failed));
        }
    }

    /**
     * Responds with a file, or the ranges of it that the client requests.
     *
     * @param file the file, which must not change
     * @param type the media type
     * @param etag identifies its content, without quotes
     * @throws IOException if there is no such file
     */
    public void answerFile(Path file, String type, String etag) throws IOException {
        FileAnswer answer = FileAnswer.of(file, type, etag);
        if (begin(answer.length())) {
            answer.send(request, response, callback);
        }
    }

    /**
     * Responds with a whole file.
     *
     * @param file the file, which must not change
     * @param type the media type
     * @throws IOException if there is no such file
     */
    public void answerWhole(Path file, String type) throws IOException {
        FileAnswer answer = FileAnswer.of(file, type, "");
        if (begin(answer.length())) {
            answer.sendWhole(request, response, callback);
        }
    }

    /** Whether this is the first response; if so, its transfer starts. */
    private boolean begin(long bytes) {
        if (!answered.compareAndSet(false, true)) {
            return false;
        }
        deadline.set(
                Deadline.forBytes(bytes), () -> callback.failed(new TimeoutException("the client reads too slowly")));
        return true;
    }

    /**
     * Ends a request whose body may not have been read completely. The remainder is read first, as a client that is
     * still sending does not see the response otherwise; one that is too slow is cut off.
     */
    private void finish() {
        if (request.getLength() == 0 || !bodyEnded()) {
            callback.succeeded();
        } else {
            new BodyReader(request, new Remainder(callback)).run();
        }
    }

    private boolean bodyEnded() {
        BodyReader reading = reader;
        return reading == null || reading.hasEnded();
    }

    private static HttpProblem timeout() {
        return new HttpProblem(408, "The body did not come in time");
    }

    /** Completes a request once, regardless of the number of calls. */
    private static final class OnceCallback extends Callback.Nested {

        private final AtomicBoolean ended = new AtomicBoolean();

        OnceCallback(Callback callback) {
            super(callback);
        }

        boolean hasEnded() {
            return ended.get();
        }

        @Override
        public void succeeded() {
            if (ended.compareAndSet(false, true)) {
                super.succeeded();
            }
        }

        @Override
        public void failed(Throwable failure) {
            if (ended.compareAndSet(false, true)) {
                super.failed(failure);
            }
        }
    }
}
