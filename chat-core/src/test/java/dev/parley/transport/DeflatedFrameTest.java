package dev.parley.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

final class DeflatedFrameTest {

    private static final byte[] TAIL = {0, 0, -1, -1};

    /** Inflates one message that refers to nothing before it. */
    private static ByteBuffer inflate(Frame deflated, int size) throws DataFormatException {
        Inflater inflater = new Inflater(true);
        ByteBuffer content = ByteBuffer.allocate(size + 1);
        inflater.setInput(deflated.payload());
        while (inflater.inflate(content) > 0) {}
        inflater.setInput(TAIL);
        while (inflater.inflate(content) > 0) {}
        inflater.end();
        return content.flip();
    }

    @Test
    void deflated_ofAnyLength_holdsTheWholeMessageByItself() throws Exception {
        for (int size : new int[] {1_024, 32_768, 65_536, 300_000}) {
            String text = "größe %d;".formatted(size).repeat(size / 8);
            for (Frame message : List.of(
                    Frame.text(text),
                    Frame.utf8(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))),
                    Frame.binary(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))))) {
                Frame deflated = message.deflated();

                assertThat(deflated.isDeflated()).isTrue();
                assertThat(deflated.isText()).isEqualTo(message.isText());
                assertThat(deflated.size()).isLessThan(message.size() / 10);
                assertThat(inflate(deflated, message.size())).isEqualTo(message.payload());
            }
        }
    }

    @Test
    void deflated_askedByManyThreads_isMadeOnce() throws Exception {
        Frame message = Frame.text("abc".repeat(50_000));
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<Frame> ask = () -> {
                start.await();
                return message.deflated();
            };
            List<Future<Frame>> asked =
                    List.of(threads.submit(ask), threads.submit(ask), threads.submit(ask), threads.submit(ask));
            start.countDown();
            Set<Integer> made = new HashSet<>();
            for (Future<Frame> each : asked) {
                made.add(System.identityHashCode(each.get()));
            }

            assertThat(made).hasSize(1);
            assertThat(message.deflated().deflated()).isSameAs(message.deflated());
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void deflated_noSmaller_isTheMessageItself() {
        byte[] noise = new byte[5_000];
        new Random(1).nextBytes(noise);
        for (Frame message :
                List.of(Frame.binary(ByteBuffer.wrap(noise)), Frame.text(""), Frame.text("x"), Frame.text("abcd"))) {
            assertThat(message.deflated()).isSameAs(message);
            assertThat(message.isDeflated()).isFalse();
            assertThat(message.heldBytes()).isEqualTo(message.size());
        }
    }

    @Test
    void deflated_text_isNoText() {
        Frame message = Frame.text("x".repeat(2_000));
        Frame deflated = message.deflated();

        assertThatThrownBy(deflated::text).isInstanceOf(IllegalStateException.class);
        assertThat(deflated.withCompress(false)).isSameAs(deflated);
        assertThat(message.text()).hasSize(2_000);
        assertThat(message.heldBytes()).isEqualTo(2_000 + deflated.size());
    }
}
