package dev.parley.transport.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.runtime.UncaughtErrors;
import dev.parley.testkit.transport.StubHandler;
import dev.parley.testkit.transport.WireSocket;
import dev.parley.transport.Completion;
import dev.parley.transport.Frame;
import dev.parley.transport.FrameListener;
import dev.parley.transport.HttpHeaders;
import java.util.List;
import org.awaitility.Awaitility;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An error on a thread of Jetty's ends one request or connection and is counted. */
final class ErrorsInJettyTest {

    private final long before = UncaughtErrors.count();
    private final StubHandler handler = new StubHandler();

    @Test
    void request_handlerThrowsAnError_isAnsweredAndCounted() {
        handler.http(exchange -> {
            if (exchange.request().parameter("fail") != null) {
                throw new NoClassDefFoundError("on demand");
            }
            exchange.respond(204, HttpHeaders.none(), List.of(), Completion.NONE);
        });
        try (JettyFixture jetty = JettyFixture.start(handler)) {
            assertThat(jetty.client().get("/engine/?fail=1").await().status()).isEqualTo(500);
            assertThat(UncaughtErrors.count()).isGreaterThan(before);
            assertThat(jetty.client().get("/engine/").await().status()).isEqualTo(204);
        }
    }

    @Test
    void frame_listenerThrowsAnError_endsTheConnectionAlone() {
        handler.upgrade(upgrade -> upgrade.accept(HttpHeaders.none(), connection -> new Failing(), () -> {}));
        try (JettyFixture jetty = JettyFixture.start(handler)) {
            WireSocket broken = jetty.client().webSocket("/engine/");
            WireSocket other = jetty.client().webSocket("/engine/");

            broken.send("fail");

            assertThat(broken.awaitClose()).isEqualTo(1006);
            assertThat(UncaughtErrors.count()).isEqualTo(before + 1);
            assertThat(other.isClosed()).isFalse();
            other.close(1000);
        }
    }

    private static final class Failing implements FrameListener {

        @Override
        public void onFrame(Frame frame, Completion handled) {
            throw new StackOverflowError("on demand");
        }

        @Override
        public void onClosed(int code, String reason, @Nullable Throwable cause) {}
    }

    @Test
    void pool_taskThrowsAnError_isCountedAndTheNextRuns() throws Exception {
        QueuedThreadPool pool = new ReportingPool();
        pool.start();
        try {
            pool.execute(() -> {
                throw new OutOfMemoryError("on demand");
            });
            Awaitility.await().until(() -> UncaughtErrors.count() == before + 1);
        } finally {
            pool.stop();
        }
    }
}
