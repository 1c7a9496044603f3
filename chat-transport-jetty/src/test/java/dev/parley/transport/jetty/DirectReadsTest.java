package dev.parley.transport.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.transport.Completion;
import dev.parley.transport.Frame;
import dev.parley.transport.FrameListener;
import dev.parley.transport.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.eclipse.jetty.websocket.core.WebSocketConstants;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How long one connection with much to say keeps the selector thread from the others. */
final class DirectReadsTest {

    private static final int FRAME = 64;
    private static final int HEAD = 6;
    private static final int FRAMES_A_TURN = DirectReads.READS * WebSocketConstants.DEFAULT_INPUT_BUFFER_SIZE / FRAME;
    private static final int TURNS = 4;

    /** More than there are selectors, so that some share the busy one's. */
    private static final int OTHERS = 16;

    @Test
    void reads_connectionWithMoreThanATurn_letsTheOthersOfItsThreadComeInBetween() throws IOException {
        Heard heard = new Heard();
        TestHandler handler = new TestHandler();
        handler.upgrade = upgrade -> upgrade.accept(HttpHeaders.none(), connection -> heard, () -> {});
        handler.stopped.complete(null);
        List<RawClient> others = new ArrayList<>();
        try (JettyTransport transport = JettyTransport.builder().port(0).build().start(handler);
                RawClient busy = RawClient.webSocket(transport.port())) {
            for (int i = 0; i < OTHERS; i++) {
                others.add(RawClient.webSocket(transport.port()));
            }
            heard.onFirst = () -> others.forEach(DirectReadsTest::speak);
            busy.frame(RawClient.TEXT, "wait");
            heard.awaitWaiting();
            busy.write(flood(TURNS * FRAMES_A_TURN));
            heard.goOn.countDown();

            Awaitility.await().until(() -> heard.busy() == TURNS * FRAMES_A_TURN && heard.others() == OTHERS);
            // In the next turn or, where the selector comes to the busy one first again, in the one after that.
            assertThat(heard.busyBeforeAnotherOfItsThread()).isIn(FRAMES_A_TURN, 2 * FRAMES_A_TURN);
        } finally {
            for (RawClient other : others) {
                other.close();
            }
        }
    }

    private static void speak(RawClient other) {
        try {
            other.frame(RawClient.TEXT, "other");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Frames as one piece, each of which fills its share of a buffer exactly. */
    private static byte[] flood(int frames) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < frames; i++) {
            bytes.writeBytes(RawClient.masked(RawClient.TEXT, true, new byte[FRAME - HEAD]));
        }
        return bytes.toByteArray();
    }

    /** What all connections hear, in the order of the threads that read. Guarded by itself. */
    private static final class Heard implements FrameListener {

        private final CountDownLatch waiting = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private volatile Runnable onFirst = () -> {};
        private @Nullable Thread busyThread;
        private int busy;
        private int others;
        private int busyBefore = -1;

        @Override
        public void onFrame(Frame frame, Completion handled) {
            String text = frame.text();
            if (text.equals("wait")) {
                waiting.countDown();
                await(goOn);
            } else if (count(text.equals("other"))) {
                onFirst.run();
            }
            handled.succeed();
        }

        /** Whether it is the busy connection's first. */
        private synchronized boolean count(boolean other) {
            if (!other) {
                busyThread = Thread.currentThread();
                busy++;
                return busy == 1;
            }
            others++;
            if (Thread.currentThread() == busyThread && busyBefore < 0) {
                busyBefore = busy;
            }
            return false;
        }

        void awaitWaiting() {
            await(waiting);
        }

        synchronized int busy() {
            return busy;
        }

        synchronized int others() {
            return others;
        }

        synchronized int busyBeforeAnotherOfItsThread() {
            return busyBefore;
        }

        private static void await(CountDownLatch latch) {
            try {
                assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void onClosed(int code, String reason, @Nullable Throwable cause) {}
    }
}
