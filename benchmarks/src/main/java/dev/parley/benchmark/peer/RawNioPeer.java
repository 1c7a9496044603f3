package dev.parley.benchmark.peer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The upper bound: one selector thread, frames echoed by hand, all input of one turn written to each member at once. It
 * serves to determine the capacity of the load generator, and as a budget beside the contestants; it parses no JSON,
 * never pings, and supports no other client than the load generator.
 */
public final class RawNioPeer {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int LARGEST_SHORT = 125;

    @SuppressWarnings("StringConcatToTextBlock") // lines of HTTP end in CR LF
    private static final String ANSWER = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

    private final Selector selector;
    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final Map<String, Room> rooms = new HashMap<>();
    private final List<Room> touched = new ArrayList<>();

    private RawNioPeer(Selector selector) {
        this.selector = selector;
    }

    public static void main(String[] args) throws IOException {
        Selector selector = Selector.open();
        ServerSocketChannel listening = ServerSocketChannel.open();
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4_096);
        listening.configureBlocking(false);
        listening.register(selector, SelectionKey.OP_ACCEPT);
        Thread thread = new Thread(() -> new RawNioPeer(selector).run(), "server");
        thread.setDaemon(true);
        thread.start();
        PeerControl.serve(listening.socket().getLocalPort());
    }

    private void run() {
        try {
            while (selector.isOpen()) {
                selector.select(this::selected);
                for (Room room : touched) {
                    room.flush();
                }
                touched.clear();
            }
        } catch (IOException e) {
            throw new IllegalStateException("the selector failed", e);
        }
    }

    private void selected(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                SocketChannel channel = ((ServerSocketChannel) key.channel()).accept();
                if (channel != null) {
                    channel.configureBlocking(false);
                    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                    channel.register(selector, SelectionKey.OP_READ, new Member(channel));
                }
            } else {
                ((Member) key.attachment()).read();
            }
        } catch (IOException e) {
            key.cancel();
        }
    }

    /** The pending output for every member of a room in this turn. */
    private final class Room {
        private final List<Member> members = new ArrayList<>();
        private ByteBuffer waiting = ByteBuffer.allocateDirect(BUFFER_BYTES);

        void append(byte[] payload) {
            if (waiting.position() == 0) {
                touched.add(this);
            }
            if (waiting.remaining() < payload.length + 4) {
                waiting = ByteBuffer.allocateDirect(waiting.capacity() * 2).put(waiting.flip());
            }
            waiting.put((byte) 0x81);
            if (payload.length <= LARGEST_SHORT) {
                waiting.put((byte) payload.length);
            } else {
                waiting.put((byte) 126).putShort((short) payload.length);
            }
            waiting.put(payload);
        }

        void flush() throws IOException {
            waiting.flip();
            for (Member member : members) {
                member.write(waiting.rewind());
            }
            waiting.clear();
        }
    }

    /** A connection. */
    private final class Member {
        private final SocketChannel channel;
        private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
        private boolean upgraded;
        private @Nullable Room room;

        Member(SocketChannel channel) {
            this.channel = channel;
        }

        void read() throws IOException {
            in.clear();
            if (channel.read(in) < 0) {
                channel.close();
                if (room != null) {
                    room.members.remove(this);
                }
                return;
            }
            in.flip();
            byte[] bytes = new byte[in.remaining()];
            in.get(bytes);
            partial.writeBytes(bytes);
            byte[] all = partial.toByteArray();
            partial.reset();
            int used = upgraded ? frames(all) : upgrade(all);
            partial.write(all, used, all.length - used);
        }

        private int upgrade(byte[] all) throws IOException {
            String text = new String(all, StandardCharsets.ISO_8859_1);
            if (!text.endsWith("\r\n\r\n")) {
                return 0;
            }
            upgraded = true;
            write(ByteBuffer.wrap(ANSWER.getBytes(StandardCharsets.ISO_8859_1)));
            say("0{\"sid\":\"x\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":100000}");
            return all.length;
        }

        private int frames(byte[] all) throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap(all);
            while (bytes.remaining() >= 6) {
                int start = bytes.position();
                int length = bytes.get(start + 1) & 0x7f;
                int head = length == 126 ? 8 : 6;
                if (length == 126 && bytes.remaining() >= 4) {
                    length = bytes.getShort(start + 2) & 0xffff;
                }
                if (bytes.remaining() < head + length) {
                    break;
                }
                byte[] payload = new byte[length];
                for (int i = 0; i < length; i++) {
                    payload[i] = (byte) (all[start + head + i] ^ all[start + head - 4 + (i & 3)]);
                }
                bytes.position(start + head + length);
                packet(payload);
            }
            return bytes.position();
        }

        private void packet(byte[] payload) throws IOException {
            if (payload.length > 2 && payload[2] == '[') {
                if (room != null) {
                    room.append(payload);
                }
            } else if (payload.length > 2 && payload[2] == '0') {
                Room joined = rooms.computeIfAbsent(new String(payload, StandardCharsets.UTF_8), name -> new Room());
                joined.members.add(this);
                room = joined;
                say("430[]");
            } else if (payload.length == 2) {
                say("40{\"sid\":\"x\"}");
            }
        }

        private void say(String text) throws IOException {
            byte[] payload = text.getBytes(StandardCharsets.UTF_8);
            ByteBuffer frame = ByteBuffer.allocate(payload.length + 2);
            write(frame.put((byte) 0x81).put((byte) payload.length).put(payload).flip());
        }

        /** Blocks on a full socket: the load generator reads continuously, and an upper bound needs no slow consumers. */
        void write(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining() && channel.isOpen()) {
                channel.write(bytes);
            }
        }
    }
}
