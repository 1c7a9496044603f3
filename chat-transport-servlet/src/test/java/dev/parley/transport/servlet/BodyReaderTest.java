package dev.parley.transport.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.ManualScheduler;
import dev.parley.transport.BodyTooLargeException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is left of a body behind the answer; that answers reach their clients is in the transport's contract. */
final class BodyReaderTest {

    private final ManualScheduler scheduler = new ManualScheduler();
    private final Arriving in = new Arriving();
    private final AtomicInteger dropped = new AtomicInteger();

    /** A stream of as many bytes as have come. */
    private static final class Arriving extends ServletInputStream {

        private @Nullable ReadListener listener;
        private long there;
        private long taken;
        private boolean last;

        void come(long bytes) throws IOException {
            there += bytes;
            if (listener != null) {
                listener.onDataAvailable();
                if (isFinished()) {
                    listener.onAllDataRead();
                }
            }
        }

        @Override
        public boolean isFinished() {
            return last && there == 0;
        }

        @Override
        public boolean isReady() {
            return there > 0;
        }

        @Override
        public void setReadListener(ReadListener readListener) {
            assertThat(listener).isNull();
            listener = readListener;
        }

        @Override
        public int available() {
            return listener == null ? (int) Math.min(there, 1_000) : 0;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            int count = (int) Math.min(there, length);
            there -= count;
            taken += count;
            return count;
        }

        @Override
        public int read() {
            throw new AssertionError("a body is read in pieces, not byte by byte");
        }
    }

    private BodyReader reader(int maxBytes, long announced) {
        return new BodyReader(in, maxBytes, announced, bytes -> true);
    }

    private void drop(BodyReader reader) {
        reader.drop(false, scheduler, dropped::incrementAndGet);
    }

    @Test
    void drop_restThatComes_completesAtItsEnd() throws Exception {
        BodyReader reader = reader(100, 5_000);
        assertThat(reader.start().toCompletableFuture()).failsWithin(Duration.ZERO);
        assertThat(reader.hasArrived()).isFalse();

        drop(reader);
        in.come(4_999);
        assertThat(dropped).hasValue(0);
        in.last = true;
        in.come(1);

        assertThat(dropped).hasValue(1);
        scheduler.advance(Duration.ofMinutes(1));
        assertThat(dropped).hasValue(1);
    }

    @Test
    void drop_bodyFoundTooLarge_readsOn() throws Exception {
        BodyReader reader = reader(100, -1);
        CompletionStage<ByteBuffer> body = reader.start();
        in.come(101);
        assertThat(body.toCompletableFuture())
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(BodyTooLargeException.class);

        drop(reader);
        in.last = true;
        in.come(300_000);

        assertThat(in.taken).isEqualTo(300_101);
        assertThat(dropped).hasValue(1);
    }

    @Test
    void drop_bodyWasRead_completesAtOnce() throws Exception {
        BodyReader reader = reader(100, 3);
        CompletionStage<ByteBuffer> body = reader.start();
        in.last = true;
        in.come(3);
        assertThat(body.toCompletableFuture()).succeedsWithin(Duration.ZERO).isEqualTo(ByteBuffer.allocate(3));

        assertThat(reader.hasArrived()).isTrue();
        drop(reader);

        assertThat(dropped).hasValue(1);
    }

    @Test
    void drop_bodyHasArrivedUnread_completesAtOnce() throws Exception {
        in.come(3);
        BodyReader reader = reader(0, 3);
        assertThat(reader.hasArrived()).isTrue();

        drop(reader);

        assertThat(dropped).hasValue(1);
        assertThat(in.listener).isNull();
    }

    @Test
    void drop_clientAsksBeforeItSends_completesAtOnce() {
        reader(0, 5_000).drop(true, scheduler, dropped::incrementAndGet);

        assertThat(dropped).hasValue(1);
        assertThat(in.listener).isNull();
    }

    @Test
    void drop_clientStandsStill_completesWhenItsTimeIsOver() throws Exception {
        BodyReader reader = reader(0, 5_000);
        drop(reader);
        in.come(1);
        scheduler.advance(BodyReader.MAX_SILENCE);
        assertThat(dropped).hasValue(0);

        scheduler.advance(BodyReader.MAX_SILENCE);

        assertThat(dropped).hasValue(1);
        in.come(1);
        assertThat(in.taken).isOne();
    }

    @Test
    void drop_clientDrips_completesWhenItsTimeIsOver() throws Exception {
        drop(reader(0, 5_000));
        Duration passed = Duration.ZERO;
        while (dropped.get() == 0) {
            in.come(1);
            scheduler.advance(BodyReader.MAX_SILENCE);
            passed = passed.plus(BodyReader.MAX_SILENCE);
        }

        assertThat(passed).isEqualTo(BodyReader.MAX_DROPPING);
    }

    @Test
    void drop_clientSendsWithoutEnd_completesWhenItIsTooMuch() throws Exception {
        drop(reader(0, -1));
        in.come(BodyReader.MAX_DROPPED_BYTES);
        assertThat(dropped).hasValue(0);

        in.come(100_000);

        assertThat(dropped).hasValue(1);
        assertThat(in.there).isPositive();
    }

    @Test
    void drop_connectionFails_completes() throws Exception {
        BodyReader reader = reader(0, 5_000);
        drop(reader);

        reader.onError(new IOException("gone"));

        assertThat(dropped).hasValue(1);
    }
}
