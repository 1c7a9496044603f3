package dev.parley.benchmark.load;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A hostile client on WebSocket. Owned by the loop's thread. */
final class HostileWebSocket extends HostileConnection {
    private static final int TEXT = 0x81;
    private static final int TEXT_FRAGMENT = 0x01;
    private static final int BINARY = 0x82;
    private static final int CLOSE = 0x88;
    private static final int LARGE = 999_000;
    private static final int EVENT = 100_000;
    private static final int EVENTS = 48;
    private static final int ASKS = 10;
    private static final int ATTACHMENTS = 10;
    private static final long PONG_EVERY = TimeUnit.SECONDS.toNanos(20);

    private final String room;
    private boolean upgraded;
    private boolean connected;
    private long pongAt;

    HostileWebSocket(LoadLoop loop, HostileSlot slot, String room, @Nullable InetAddress from) throws IOException {
        super(loop, slot, from);
        this.room = room;
    }

    @Override
    @SuppressWarnings("StringConcatToTextBlock") // lines of HTTP end in CR LF
    void connected() throws IOException {
        send(request(
                "GET /socket.io/?EIO=4&transport=websocket",
                "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"));
    }

    @Override
    void consume(ByteBuffer in, long now) throws IOException {
        if (!upgraded) {
            String head = head(in);
            if (head == null) {
                return;
            }
            if (status(head) != 101) {
                slot.answered(status(head));
                throw new IOException("no upgrade");
            }
            upgraded = true;
            if (slot.kind() == HostileKind.BINARY_BEFORE_CONNECT) {
                unfinishedPacket(ATTACHMENTS - 1);
            } else {
                text("40");
            }
        }
        frames(in);
    }

    private void frames(ByteBuffer in) throws IOException {
        while (in.remaining() >= 2) {
            int at = in.position();
            int length = in.get(at + 1);
            int head = 2;
            if (length == 126 && in.remaining() >= 4) {
                length = in.getShort(at + 2) & 0xffff;
                head = 4;
            } else if (length == 127 && in.remaining() >= 10) {
                length = Math.toIntExact(in.getLong(at + 2));
                head = 10;
            } else if (length >= 126) {
                return;
            }
            if (in.remaining() < head + length) {
                return;
            }
            if ((in.get(at) & 0xff) == CLOSE) {
                throw new IOException("closed");
            }
            if (length >= 2 && in.get(at + head) == '4' && in.get(at + head + 1) == '0' && !connected) {
                connected = true;
                attack();
            } else if (length == 1 && in.get(at + head) == '2') {
                text("3");
            }
            in.position(at + head + length);
        }
    }

    private void attack() throws IOException {
        slot.entered();
        switch (slot.kind()) {
            case BINARY_AFTER_CONNECT -> unfinishedPacket(ATTACHMENTS - 2);
            case FRAGMENT -> {
                String start = "42[\"slow\",\"";
                frame(TEXT_FRAGMENT, LARGE);
                send(Client.ascii(start));
                sendFilling(LARGE - start.length());
            }
            case MAILBOX -> {
                String start = "42[\"slow\",\"";
                String end = "\"]";
                for (int i = 0; i < EVENTS; i++) {
                    frame(TEXT, EVENT);
                    send(Client.ascii(start));
                    sendFilling(EVENT - start.length() - end.length());
                    send(Client.ascii(end));
                }
            }
            case DEAF -> {
                text("42[\"join\",\"" + room + "\"]");
                listen(false);
                pongAt = System.nanoTime() + PONG_EVERY;
            }
            default -> {}
        }
    }

    /** A packet with missing attachments. */
    private void unfinishedPacket(int attachments) throws IOException {
        StringBuilder packet = new StringBuilder("45").append(ATTACHMENTS).append("-[\"x\"");
        for (int i = 0; i < ATTACHMENTS; i++) {
            packet.append(",{\"_placeholder\":true,\"num\":").append(i).append('}');
        }
        text(packet.append(']').toString());
        for (int i = 0; i < attachments; i++) {
            frame(BINARY, LARGE);
            sendFilling(LARGE);
        }
    }

    @Override
    void tick() throws IOException {
        if (connected && slot.kind() == HostileKind.ACK) {
            for (int i = 0; i < ASKS; i++) {
                text("42[\"ask\"]");
            }
        } else if (connected && slot.kind() == HostileKind.DEAF && System.nanoTime() - pongAt >= 0) {
            pongAt += PONG_EVERY;
            text("3");
        }
    }

    private void text(String packet) throws IOException {
        byte[] bytes = Client.ascii(packet);
        frame(TEXT, bytes.length);
        send(bytes);
    }

    /** The header of a frame, with a mask of zeros. */
    private void frame(int first, int length) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(14).put((byte) first);
        if (length < 126) {
            head.put((byte) (0x80 | length));
        } else if (length < 65_536) {
            head.put((byte) (0x80 | 126)).putShort((short) length);
        } else {
            head.put((byte) (0x80 | 127)).putLong(length);
        }
        byte[] bytes = new byte[head.putInt(0).position()];
        head.flip().get(bytes);
        send(bytes);
    }
}
