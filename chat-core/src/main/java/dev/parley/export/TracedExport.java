package dev.parley.export;

import dev.parley.runtime.observe.ServerTracer;
import dev.parley.runtime.observe.ServerTracer.Span;
import java.io.IOException;
import java.io.Serial;

/** Performs an export within a span of its own. */
final class TracedExport {

    /** An export. */
    @FunctionalInterface
    interface Work<T> {

        T run() throws IOException;
    }

    /** Carries a failure of the output through a span. */
    private static final class OutputFailure extends RuntimeException {

        @Serial
        private static final long serialVersionUID = 1L;

        private final transient IOException failure;

        OutputFailure(IOException failure) {
            super(failure);
            this.failure = failure;
        }
    }

    private TracedExport() {}

    static <T> T run(ServerTracer tracer, String what, Work<T> work) throws IOException {
        Span span = tracer.exportStarted(what);
        T result;
        try {
            result = span.call(() -> carrying(work));
        } catch (OutputFailure carried) {
            span.end("failed", carried.failure);
            throw carried.failure;
        } catch (Throwable failure) {
            span.end("failed", failure);
            throw failure;
        }
        span.end("ok", null);
        return result;
    }

    private static <T> T carrying(Work<T> work) {
        try {
            return work.run();
        } catch (IOException failure) {
            throw new OutputFailure(failure);
        }
    }
}
