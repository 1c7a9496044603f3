package demo.transport;

import dev.parley.transport.TransportHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Serves an engine over plain sockets, HTTP/1.1 and WebSocket (RFC 6455), with nothing but the JDK.
 *
 * <p>One thread does all input and output and owns all state ({@link EventLoop}). That is enough because an engine never
 * blocks in the calls it gets; what it calls in turn, from whatever thread, becomes a task of the loop.
 *
 * <p>What it leaves out: TLS (a proxy's work here), compression, HTTP/2.
 */
public final class NioTransport implements AutoCloseable {

    private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(5);

    private final TransportHandler handler;
    private final EventLoop loop;

    private NioTransport(TransportHandler handler, EventLoop loop) {
        this.handler = handler;
        this.loop = loop;
    }

    /**
     * Starts serving.
     *
     * @param address where to listen; port 0 lets the system choose
     * @param handler the engine
     * @return the running transport
     * @throws IOException if the address cannot be bound
     */
    public static NioTransport start(InetSocketAddress address, TransportHandler handler) throws IOException {
        return new NioTransport(handler, EventLoop.start(address, connection -> new HttpProtocol(connection, handler)));
    }

    /**
     * The port that it listens at.
     *
     * @return the port
     */
    public int port() {
        return loop.port();
    }

    /** Shuts the engine down, which takes five seconds at most, then closes all connections. */
    @Override
    public void close() {
        loop.stopAccepting();
        try {
            handler.shutdown().toCompletableFuture().get(SHUTDOWN_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException late) {
            System.getLogger(NioTransport.class.getName())
                    .log(System.Logger.Level.WARNING, "the engine has not shut down", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            loop.close();
        }
    }
}
