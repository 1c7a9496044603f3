package dev.parley.testkit.transport;

import dev.parley.transport.Frame;
import dev.parley.transport.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A client's WebSocket over TCP, after the handshake. A thread reads; any thread may write. */
public final class SocketWireSocket implements WireSocket {

    private static final int ABNORMAL = 1006;
    private static final int NO_CODE = 1005;

    private final Socket socket;
    private final HttpHeaders headers;
    private final LinkedBlockingQueue<Frame> received = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<ByteBuffer> pongs = new LinkedBlockingQueue<>();
    /** The same masks in each run, other ones for each frame; guarded by this. */
    private final SplittableRandom masks = new SplittableRandom(6455);

    private final Object reading = new Object();
    private boolean paused;
    private boolean closeSent;
    private volatile int closeCode;

    SocketWireSocket(Socket socket, HttpHeaders headers) {
        this.socket = socket;
        this.headers = headers;
        SocketWireClient.start("wire-websocket", this::readAll);
    }

    private void readAll() {
        int code = ABNORMAL;
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            code = readUntilClose(in);
        } catch (IOException gone) {
            // 1006 says it
        }
        closeCode = code;
    }

    private int readUntilClose(DataInputStream in) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        boolean text = false;
        while (true) {
            awaitReading();
            int first = in.readUnsignedByte();
            byte[] payload = payload(in);
            int opcode = first & 0x0f;
            if (opcode == 8) {
                sendClose(payload);
                return payload.length < 2 ? NO_CODE : ((payload[0] & 0xff) << 8) | (payload[1] & 0xff);
            }
            if (opcode == 9) {
                write(0x8a, payload);
            }
            if (opcode == 10) {
                pongs.add(ByteBuffer.wrap(payload));
            }
            if (opcode > 2) {
                continue;
            }
            text = opcode == 0 ? text : opcode == 1;
            message.write(payload);
            if ((first & 0x80) != 0) {
                ByteBuffer whole = ByteBuffer.wrap(message.toByteArray());
                received.add(
                        text ? Frame.text(StandardCharsets.UTF_8.decode(whole).toString()) : Frame.binary(whole));
                message.reset();
            }
        }
    }

    private static byte[] payload(DataInputStream in) throws IOException {
        long length = in.readUnsignedByte() & 0x7f;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        byte[] payload = new byte[(int) length];
        in.readFully(payload);
        return payload;
    }

    private void awaitReading() {
        synchronized (reading) {
            while (paused) {
                try {
                    reading.wait();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    private synchronized void sendClose(byte[] payload) throws IOException {
        if (!closeSent) {
            closeSent = true;
            write(0x88, payload);
        }
    }

    private synchronized void write(int first, byte[] payload) throws IOException {
        byte[] mask = ByteBuffer.allocate(Integer.BYTES).putInt(masks.nextInt()).array();
        byte[] masked = payload.clone();
        for (int i = 0; i < masked.length; i++) {
            masked[i] ^= mask[i % mask.length];
        }
        write(first, 0x80, mask, masked);
    }

    private synchronized void write(int first, int maskBit, byte[] mask, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(first);
        if (payload.length < 126) {
            frame.write(maskBit | payload.length);
        } else if (payload.length < 65_536) {
            frame.write(maskBit | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        } else {
            frame.write(maskBit | 127);
            frame.write(ByteBuffer.allocate(8).putLong(payload.length).array());
        }
        frame.write(mask);
        frame.write(payload);
        OutputStream out = socket.getOutputStream();
        out.write(frame.toByteArray());
        out.flush();
    }

    private interface Writing {
        void run() throws IOException;
    }

    /** A server may end the connection before it has read everything; {@link #awaitClose} tells. */
    private static void writeIfOpen(Writing writing) {
        try {
            writing.run();
        } catch (IOException ended) {
            // nobody is there to receive it
        }
    }

    @Override
    public void send(String text) {
        writeIfOpen(() -> write(0x81, text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void send(byte[] bytes) {
        writeIfOpen(() -> write(0x82, bytes));
    }

    /**
     * Sends any frame, right or wrong.
     *
     * @param firstByte the final bit, the reserved bits and the opcode
     * @param payload the payload, which is masked and whose length is sent
     */
    public void sendRaw(int firstByte, byte[] payload) {
        writeIfOpen(() -> write(firstByte, payload));
    }

    /**
     * Sends a frame without a mask, as no client may.
     *
     * @param firstByte the final bit, the reserved bits and the opcode
     * @param payload the payload
     */
    public void sendUnmasked(int firstByte, byte[] payload) {
        writeIfOpen(() -> write(firstByte, 0, new byte[0], payload));
    }

    @Override
    public Frame await() {
        return take(received, "message");
    }

    /**
     * Waits for the next pong.
     *
     * @return its payload
     */
    public ByteBuffer awaitPong() {
        return take(pongs, "pong");
    }

    private <T> T take(LinkedBlockingQueue<T> queue, String what) {
        try {
            T taken = queue.poll(SocketWireClient.LIMIT_SECONDS, TimeUnit.SECONDS);
            if (taken == null) {
                throw new AssertionError("no " + what + " in time, close code " + closeCode);
            }
            return taken;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public boolean hasMessage() {
        return !received.isEmpty();
    }

    @Override
    public int awaitClose() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(SocketWireClient.LIMIT_SECONDS))
                .until(this::isClosed);
        return closeCode;
    }

    @Override
    public boolean isClosed() {
        return closeCode != 0;
    }

    @Override
    public void close(int code) {
        try {
            sendClose(code == NO_CODE ? new byte[0] : new byte[] {(byte) (code >> 8), (byte) code});
        } catch (IOException gone) {
            // closed already
        }
    }

    @Override
    public void abort() {
        SocketWireClient.drop(socket);
    }

    @Override
    public void pause() {
        synchronized (reading) {
            paused = true;
        }
    }

    @Override
    public void resume() {
        synchronized (reading) {
            paused = false;
            reading.notifyAll();
        }
    }

    @Override
    public HttpHeaders headers() {
        return headers;
    }
}
