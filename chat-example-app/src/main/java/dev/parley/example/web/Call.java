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
 * One request and its answer. An answer is given once, on any thread, and written without holding one; of several the first
 * counts. Every body and every answer has a time limit on the whole of it.
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
     * @throws HttpProblem with 400 if it is not encoded as addresses are
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
     * A parameter of the address that stands there once.
     *
     * @param name its name
     * @return its value, empty if it is not there or more than once
     * @throws HttpProblem with 400 if the address is malformed
     */
    public Optional<String> parameter(String name) throws HttpProblem {
        List<String> values = query().getOrDefault(name, List.of());
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }

    /**
     * The body as a JSON object, on a route that reads it.
     *
     * @return its fields
     * @throws HttpProblem with 400 if it is none
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
     * A cookie of the request.
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
     * Gives the client a cookie with the answer.
     *
     * @param cookie the cookie
     */
    public void answerCookie(HttpCookie cookie) {
        Response.addCookie(response, cookie);
    }

    /**
     * Whether the client came by HTTPS, here or to the proxy that is believed.
     *
     * @return true if so
     */
    public boolean isSecure() {
        return request.isSecure();
    }

    /**
     * Whether only the headers of an answer are wanted: then nothing may change, and nothing be used up.
     *
     * @return true for HEAD
     */
    public boolean isHead() {
        return HttpMethod.HEAD.is(request.getMethod());
    }

    /**
     * What limits count the client by.
     *
     * @return its address without port, or the network that its IPv6 address is one of
     */
    public String address() {
        return Addresses.network(Request.getRemoteAddr(request));
    }

    /**
     * Whether the request comes from this machine and from no proxy on it, as far as it shows: the connection does, no header
     * says that it was forwarded, and it asks for this machine by a name that only this machine has.
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
     * Sets a header of the answer.
     *
     * @param name its name
     * @param value its value
     */
    public void answerHeader(String name, String value) {
        response.getHeaders().put(new HttpField(name, value));
    }

    /**
     * Adds to a header of the answer, which may have a value already.
     *
     * @param name its name
     * @param value its further value
     */
    public void addAnswerHeader(String name, String value) {
        response.getHeaders().add(new HttpField(name, value));
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
     * Has something done when all is over, however it ended.
     *
     * @param task must not block
     */
    public void onEnd(Runnable task) {
        Request.addCompletionListener(request, failure -> task.run());
    }

    /**
     * Lets the client send its body. Nothing waits for it.
     *
     * @param sink takes it
     * @param time for the whole of it
     */
    public void receive(BodySink sink, Duration time) {
        deadline.set(time, () -> answer(timeout()));
        BodyReader reading = new BodyReader(request, sink);
        reader = reading;
        reading.run();
    }

    /**
     * How long the transfer of a body may take.
     *
     * @param bytes its length
     * @return a minute, and what a slow client needs
     */
    public static Duration timeFor(long bytes) {
        return Deadline.forBytes(bytes);
    }

    void body(byte[] whole) {
        body = whole;
    }

    /**
     * Answers with JSON.
     *
     * @param status the status
     * @param value anything that Jackson writes
     * @throws IOException if Jackson does not write it
     */
    public void answer(int status, Object value) throws IOException {
        answer(status, "application/json", JSON.writeValueAsBytes(value));
    }

    /**
     * Refuses.
     *
     * @param problem how
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
     * Refuses because something failed: says what the client may know, and notes in the log what the operator should.
     *
     * @param failure why
     */
    public void fail(Throwable failure) {
        if (callback.hasEnded()) {
            // A client that is gone, or was cut off: what comes to nothing afterwards is no failure of the server.
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
     * Answers with bytes.
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
     * Answers HEAD where the length of the body is not known.
     *
     * @param type the media type
     */
    public void answerHead(String type) {
        if (begin(0)) {
            response.setStatus(200);
            answerHeader("Content-Type", type);
            // Not the last write: after that the length would be known to be 0.
            response.write(false, BufferUtil.EMPTY_BUFFER, Callback.from(this::finish, callback::failed));
        }
    }

    /**
     * Answers with a file, whole or the ranges of it that the client asks for.
     *
     * @param file what to send; it does not change
     * @param type the media type
     * @param etag names its content, without quotes
     * @throws IOException if there is no such file
     */
    public void answerFile(Path file, String type, String etag) throws IOException {
        FileAnswer answer = FileAnswer.of(file, type, etag);
        if (begin(answer.length())) {
            answer.send(request, response, callback);
        }
    }

    /**
     * Answers with a file, whole.
     *
     * @param file what to send; it does not change
     * @param type the media type
     * @throws IOException if there is no such file
     */
    public void answerWhole(Path file, String type) throws IOException {
        FileAnswer answer = FileAnswer.of(file, type, "");
        if (begin(answer.length())) {
            answer.sendWhole(request, response, callback);
        }
    }

    /** Whether this is the first answer; then its transfer begins. */
    private boolean begin(long bytes) {
        if (!answered.compareAndSet(false, true)) {
            return false;
        }
        deadline.set(
                Deadline.forBytes(bytes), () -> callback.failed(new TimeoutException("the client reads too slowly")));
        return true;
    }

    /**
     * Ends an answered request whose body may not have been read. A rest is read first: a client that is still sending does not
     * see the answer otherwise. One that is too slow is cut off.
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

    /** Ends a request once, however many find that it is over. */
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
