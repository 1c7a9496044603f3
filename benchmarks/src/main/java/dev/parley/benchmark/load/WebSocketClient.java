package dev.parley.benchmark.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A WebSocket-only client, whose frames are parsed in place. Owned by the loop's thread. */
class WebSocketClient extends Client {
    private static final int TEXT_FRAME = 0x81;
    private static final int DEFLATED_TEXT_FRAME = 0xc1;
    private static final String EXTENSIONS =
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
    private static final int CLOSE_FRAME = 0x88;
    private static final int PING_FRAME = 0x89;
    private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};
    private static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
    private static final byte[] HEADERS_END = ascii("\r\n\r\n");

    private final LoadLoop loop;
    private final Wire wire;
    private boolean upgraded;
    /** The loop's output buffer while packets are batched in it. */
    private @Nullable ByteBuffer gathering;

    WebSocketClient(LoadLoop loop, Fleet fleet, int room, int slot) throws IOException {
        super(fleet, room, slot);
        this.loop = loop;
        wire = new Wire();
    }

    @Override
    final void sendPacket(byte[] packet) throws IOException {
        ByteBuffer out = gathering;
        if (out == null || out.remaining() < packet.length + 14) {
            flush();
            out = loop.outputBuffer();
            gathering = out;
        }
        out.put((byte) TEXT_FRAME);
        if (packet.length < 126) {
            out.put((byte) (0x80 | packet.length));
        } else if (packet.length < 65_536) {
            out.put((byte) (0x80 | 126)).putShort((short) packet.length);
        } else {
            out.put((byte) (0x80 | 127)).putLong(packet.length);
        }
        out.put(MASK);
        for (int i = 0; i < packet.length; i++) {
            out.put((byte) (packet[i] ^ MASK[i & 3]));
        }
    }

    @Override
    final void flush() throws IOException {
        ByteBuffer out = gathering;
        if (out != null) {
            gathering = null;
            wire.write(out.flip());
        }
    }

    @Override
    final void listen(boolean on) {
        wire.listen(on);
    }

    @Override
    final void close() {
        wire.close();
    }

    private boolean deflates() {
        return fleet.spec().text() == FleetSpec.Text.JSON_DEFLATED;
    }

    private void frame(ByteBuffer in, int first, int at, int length, long now) throws IOException {
        if (first == TEXT_FRAME) {
            packet(in, at, length, now);
        } else if (first == DEFLATED_TEXT_FRAME && deflates()) {
            ByteBuffer content = fleet.inflation().inflate(in, at, length);
            packet(content, 0, content.limit(), now);
        } else if (first == CLOSE_FRAME) {
            String code = length < 2 ? "without a code" : "with code " + (in.getShort(at) & 0xffff);
            throw new IOException("the server closed " + code);
        } else if (first != PING_FRAME) {
            throw new IOException("unexpected frame, first byte " + first);
        }
    }

    /** The TCP side: the upgrade, then frames. */
    private final class Wire extends Connection {
        Wire() throws IOException {
            super(loop, loop.server());
        }

        @Override
        void connected() throws IOException {
            String request = "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:"
                    + loop.server().getPort() + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                    + (deflates() ? "Sec-WebSocket-Extensions: " + EXTENSIONS + "\r\n\r\n" : "\r\n");
            write(ByteBuffer.wrap(ascii(request)));
        }

        @Override
        void consume(ByteBuffer in, long now) throws IOException {
            if (!upgraded) {
                upgrade(in);
                if (!upgraded) {
                    return;
                }
            }
            int at = in.position();
            int limit = in.limit();
            while (limit - at >= 2) {
                int length = in.get(at + 1);
                int head = 2;
                if (length == 126) {
                    if (limit - at < 4) {
                        break;
                    }
                    length = in.getShort(at + 2) & 0xffff;
                    head = 4;
                } else if (length == 127) {
                    if (limit - at < 10) {
                        break;
                    }
                    length = Math.toIntExact(in.getLong(at + 2));
                    head = 10;
                } else if (length < 0) {
                    throw new IOException("the server masked a frame");
                }
                if (limit - at - head < length) {
                    break;
                }
                frame(in, in.get(at) & 0xff, at + head, length, now);
                at += head + length;
            }
            fleet.tally().received(at - in.position());
            in.position(at);
        }

        private void upgrade(ByteBuffer in) throws IOException {
            int end = Http.indexOf(in, HEADERS_END);
            if (end < 0) {
                return;
            }
            byte[] head = new byte[end - in.position()];
            in.get(head);
            in.position(end + HEADERS_END.length);
            String text = new String(head, StandardCharsets.ISO_8859_1);
            if (!text.startsWith("HTTP/1.1 101") || !text.contains(ACCEPT)) {
                throw new IOException("no upgrade: " + text.lines().findFirst().orElse(""));
            }
            if (deflates() && !text.contains("server_no_context_takeover")) {
                throw new IOException("the server does not compress");
            }
            upgraded = true;
        }

        @Override
        void consumed() throws IOException {
            flush();
        }

        @Override
        void closed(@Nullable IOException cause) {
            gone(cause);
        }
    }
}
