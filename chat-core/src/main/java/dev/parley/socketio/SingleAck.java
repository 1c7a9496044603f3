package dev.parley.socketio;

import dev.parley.socketio.inbound.HandlerExecutor;
import dev.parley.time.Scheduler.Cancellable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One socket's answer, awaited. The future is completed once, on the handler executor. */
final class SingleAck implements AckRegistry.PendingAck {

    /** With its timer, its future and its place in a map. */
    private static final int WEIGHT = 512;

    private final CompletableFuture<Args> answer = new CompletableFuture<>();
    private final Executor executor;
    private final AckRegistry.Wait wait;
    private volatile @Nullable Cancellable timer;
    private volatile boolean settled;

    SingleAck(SocketServer server, String namespace) {
        this.executor = server.executor();
        this.wait = new AckRegistry.Wait(server, namespace);
    }

    CompletableFuture<Args> answer() {
        return answer;
    }

    void timer(Cancellable started) {
        timer = started;
        if (settled) {
            started.cancel();
        }
    }

    @Override
    public int weight() {
        return WEIGHT;
    }

    @Override
    public void answered(Socket socket, List<@Nullable Object> args, long weight) {
        stopTimer();
        wait.answered();
        HandlerExecutor.run(executor, () -> answer.complete(new Args(args, socket.json())));
    }

    @Override
    public void failed(Socket socket, AckFailure failure) {
        stopTimer();
        if (failure == AckFailure.TIMED_OUT) {
            wait.timedOut();
        }
        HandlerExecutor.run(executor, () -> answer.completeExceptionally(new AckException(failure)));
    }

    private void stopTimer() {
        settled = true;
        Cancellable started = timer;
        if (started != null) {
            started.cancel();
        }
    }
}
