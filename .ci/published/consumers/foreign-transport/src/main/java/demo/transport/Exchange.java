package demo.transport;

import dev.parley.transport.BodyTooLargeException;
import dev.parley.transport.Completion;
import dev.parley.transport.HttpExchange;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.RequestInfo;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongPredicate;
import java.util.function.Supplier;

/**
 * A request under way. The engine calls it from any thread and each call becomes a task of the loop, so everything below
 * the public methods happens one after the other.
 *
 * <p>While the engine holds a request, as it does with every poll, the connection is still read: its end is how a client
 * that has left is noticed.
 */
final class Exchange implements HttpExchange, Protocol {

    private static final Duration BODY_LIMIT = Duration.ofSeconds(30);
    private static final Duration RESPONSE_LIMIT = Duration.ofMinutes(2);

    /** The engine's wish to have the body, as far as it has come true. */
    private record Reading(
            int maxBytes, LongPredicate part, CompletableFuture<ByteBuffer> whole, ByteArrayOutputStream bytes) {}

    private final Connection connection;
    private final RequestHead head;
    private final RequestBody body;
    private final Supplier<Protocol> next;
    private final AtomicBoolean answered = new AtomicBoolean();
    private Reading reading;
    private Runnable abandoned;
    private boolean discarding;

    Exchange(Connection connection, RequestHead head, Supplier<Protocol> next) {
        this.connection = connection;
        this.head = head;
        this.body = new RequestBody(head);
        this.next = next;
    }

    @Override
    public RequestInfo request() {
        return head.info();
    }

    @Override
    public CompletionStage<ByteBuffer> readBody(int maxBytes) {
        return readBody(maxBytes, bytes -> true);
    }

    @Override
    public CompletionStage<ByteBuffer> readBody(int maxBytes, LongPredicate part) {
        CompletableFuture<ByteBuffer> whole = new CompletableFuture<>();
        connection.execute(() -> {
            reading = new Reading(maxBytes, part, whole, new ByteArrayOutputStream());
            if (connection.closed()) {
                fail(new EOFException("the peer has left"));
                return;
            }
            connection.deadline(BODY_LIMIT);
            connection.proceed();
            if (reading != null && head.is("Expect", "100-continue")) {
                connection.write(List.of(ResponseHead.goOn()), Completion.NONE);
            }
        });
        return whole;
    }

    @Override
    public void respond(int status, HttpHeaders headers, List<ByteBuffer> content, Completion done) {
        if (!answered.compareAndSet(false, true)) {
            throw new IllegalStateException("answered already");
        }
        connection.execute(() -> answer(status, headers, content, done));
    }

    @Override
    public void onAbort(Runnable listener) {
        connection.execute(() -> {
            abandoned = listener;
            if (connection.closed()) {
                abort();
            }
        });
    }

    @Override
    public boolean reading() {
        return true; // what nobody asks for fills the input and waits there
    }

    @Override
    public void received(ByteBuffer input) throws BadRequestException {
        if (discarding) {
            while (body.next(input).hasRemaining()) {
                // taken and forgotten
            }
        } else if (reading != null) {
            try {
                read(input, reading);
            } catch (BadRequestException bad) {
                fail(bad); // the engine answers as it likes, and the rest of the body closes the connection
            }
        }
    }

    private void read(ByteBuffer input, Reading wish) throws BadRequestException {
        ByteArrayOutputStream bytes = wish.bytes();
        int before = bytes.size();
        for (ByteBuffer piece = body.next(input); piece.hasRemaining(); piece = body.next(input)) {
            if (bytes.size() + piece.remaining() + body.announced() > wish.maxBytes()) {
                fail(new BodyTooLargeException(wish.maxBytes()));
                return;
            }
            bytes.write(piece.array(), piece.arrayOffset() + piece.position(), piece.remaining());
        }
        if (bytes.size() + body.announced() > wish.maxBytes()) {
            fail(new BodyTooLargeException(wish.maxBytes()));
        } else if (body.ended()) {
            reading = null;
            connection.noDeadline();
            wish.whole().complete(ByteBuffer.wrap(bytes.toByteArray()));
        } else if (bytes.size() > before) {
            connection.deadline(BODY_LIMIT);
            if (!wish.part().test(bytes.size())) {
                fail(new IOException("the engine gave the body up"));
            }
        }
    }

    private void fail(Throwable cause) {
        Reading failed = reading;
        reading = null;
        connection.noDeadline();
        failed.whole().completeExceptionally(cause);
    }

    private void answer(int status, HttpHeaders headers, List<ByteBuffer> content, Completion done)
            throws IOException {
        if (reading != null) {
            fail(new IOException("answered before the end of the body"));
        }
        discarding = true;
        boolean keepAlive = head.keepAlive() && headers.first("Connection") == null && bodyIsOut();
        long length = content.stream().mapToLong(ByteBuffer::remaining).sum();
        List<ByteBuffer> response = new ArrayList<>();
        response.add(ResponseHead.of(status, headers, length, keepAlive));
        if (!head.info().method().equals("HEAD")) {
            response.addAll(content);
        }
        connection.write(response, done);
        if (keepAlive) {
            connection.deadline(RESPONSE_LIMIT);
            connection.write(List.of(), new WhenWritten(() -> connection.execute(this::makeWay)));
        } else {
            connection.closeWhenFlushed(RESPONSE_LIMIT);
        }
    }

    /** Whether the request's body has come to its end, read by the engine or not. */
    private boolean bodyIsOut() {
        try {
            connection.proceed();
            return body.ended();
        } catch (IOException bad) {
            return false;
        }
    }

    private void makeWay() throws IOException {
        if (!connection.closed()) {
            connection.become(next.get());
            connection.proceed();
        }
    }

    @Override
    public void ended(Throwable cause) {
        if (reading != null) {
            fail(cause == null ? new EOFException("the transport was closed") : cause);
        }
        abort();
    }

    private void abort() {
        Runnable listener = abandoned;
        abandoned = null;
        if (listener != null && !answered.get()) {
            listener.run();
        }
    }

    /** What to do when everything before is written; nothing if the connection goes before. */
    private record WhenWritten(Runnable action) implements Completion {

        @Override
        public void succeed() {
            action.run();
        }

        @Override
        public void fail(Throwable cause) {}
    }
}
