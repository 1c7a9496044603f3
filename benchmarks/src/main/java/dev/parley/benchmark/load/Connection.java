package dev.parley.benchmark.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A client's TCP connection. It has no buffer of its own while idle: it reads into the shared buffer of all
 * connections, and copies only an incomplete remainder. Owned by the loop's thread.
 */
abstract class Connection {
    private static final byte[] NOTHING = new byte[0];
    private static final int DEAF_BYTES = 4 * 1024;
    private static final int LISTENING_BYTES = 256 * 1024;

    private final SocketChannel channel;
    private final SelectionKey key;
    private byte[] rest = NOTHING;
    private byte @Nullable [] unsent;

    Connection(LoadLoop loop, InetSocketAddress server) throws IOException {
        this(loop, server, null);
    }

    /** Connects from one of the machine's own addresses, or from any. */
    Connection(LoadLoop loop, InetSocketAddress server, @Nullable InetAddress from) throws IOException {
        channel = SocketChannel.open();
        if (from != null) {
            channel.bind(new InetSocketAddress(from, 0));
        }
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        boolean connected = channel.connect(server);
        key = channel.register(loop.selector(), connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this);
    }

    /** The connection is established and writable. */
    abstract void connected() throws IOException;

    /** Consumes complete units from {@code in}, leaving its position at the first byte of an incomplete one. */
    abstract void consume(ByteBuffer in, long now) throws IOException;

    /** Everything from one read has been consumed: the place to write responses. */
    abstract void consumed() throws IOException;

    abstract void closed(@Nullable IOException cause);

    /** Everything has been written: the place to continue what is too large for one write. */
    void drained() throws IOException {}

    final void selected(LoadLoop loop) {
        try {
            if (key.isConnectable()) {
                channel.finishConnect();
                key.interestOps(SelectionKey.OP_READ);
                connected();
                return;
            }
            if (key.isWritable()) {
                writeUnsent();
            }
            if (key.isReadable()) {
                read(loop);
            }
        } catch (IOException e) {
            close();
            closed(e);
        }
    }

    private void read(LoadLoop loop) throws IOException {
        ByteBuffer in = loop.inputBuffer(rest.length);
        in.put(rest);
        if (channel.read(in) < 0) {
            close();
            closed(null);
            return;
        }
        in.flip();
        consume(in, System.nanoTime());
        if (in.hasRemaining()) {
            rest = new byte[in.remaining()];
            in.get(rest);
        } else {
            rest = NOTHING;
        }
        consumed();
    }

    /** Writes immediately what the socket accepts, and the rest later. */
    final void write(ByteBuffer bytes) throws IOException {
        if (unsent == null) {
            channel.write(bytes);
            if (!bytes.hasRemaining()) {
                return;
            }
        }
        byte[] before = unsent == null ? NOTHING : unsent;
        byte[] all = new byte[before.length + bytes.remaining()];
        System.arraycopy(before, 0, all, 0, before.length);
        bytes.get(all, before.length, bytes.remaining());
        unsent = all;
        key.interestOpsOr(SelectionKey.OP_WRITE);
    }

    private void writeUnsent() throws IOException {
        byte[] all = unsent;
        if (all != null) {
            ByteBuffer bytes = ByteBuffer.wrap(all);
            channel.write(bytes);
            unsent = null;
            if (bytes.hasRemaining()) {
                write(bytes);
                return;
            }
        }
        key.interestOpsAnd(~SelectionKey.OP_WRITE);
        drained();
    }

    /** Whether a write is incomplete. */
    final boolean isWriting() {
        return unsent != null;
    }

    /** Pauses or resumes reading, to simulate a deaf or slow client. */
    final void listen(boolean on) {
        if (key.isValid()) {
            try {
                channel.setOption(StandardSocketOptions.SO_RCVBUF, on ? LISTENING_BYTES : DEAF_BYTES);
            } catch (IOException e) {
                throw new IllegalStateException("a socket has no receive buffer", e);
            }
            key.interestOps(on ? SelectionKey.OP_READ : 0);
        }
    }

    final void close() {
        try {
            key.cancel();
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("closing a socket channel failed", e);
        }
    }
}
