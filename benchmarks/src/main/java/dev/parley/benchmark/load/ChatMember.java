package dev.parley.benchmark.load;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A client of a chat: it joins its room by {@code joinRoom}, sends {@code chatMessage}, and counts as under way what has not been
 * acknowledged. Owned by the loop's thread.
 */
final class ChatMember extends WebSocketClient {
    /** Ack ids of messages begin here; the one before is that of the join. */
    private static final int FIRST_ID = 100;
    /** More than any client has under way. */
    private static final int MOST_UNDER_WAY = 64;

    private static final byte[] MESSAGE = ascii("42[\"message\",");
    private static final byte[] TEXT = ascii("\"text\":\"");
    private static final byte[] OK = ascii("\"ok\":true");

    private final int number;
    private final long[] sentAt = new long[MOST_UNDER_WAY];
    private int nextId = FIRST_ID;

    ChatMember(LoadLoop loop, Fleet fleet, int room, int slot, int number) throws IOException {
        super(loop, fleet, room, slot);
        this.number = number;
    }

    @Override
    void sendMessage(long intendedNanos) throws IOException {
        int id = nextId++;
        sentAt[id % MOST_UNDER_WAY] = intendedNanos;
        byte[] text = fleet.chatText(nextMessage(intendedNanos));
        byte[] head = ascii("42" + id + "[\"chatMessage\",{\"room\":\"r" + room() + "\",\"text\":\"");
        byte[] tail = ascii("\"}]");
        ByteBuffer packet = ByteBuffer.allocate(head.length + text.length + tail.length);
        sendPacket(packet.put(head).put(text).put(tail).array());
    }

    @Override
    void packet(ByteBuffer in, int at, int length, long now) throws IOException {
        byte type = in.get(at);
        if (type == '0') {
            sendPacket(ascii("40{\"username\":\"u" + number + "\",\"profile\":\"canonical\"}"));
        } else if (type == '2') {
            fleet.tally().pinged();
            sendPacket(ascii("3"));
        } else if (length > 1 && type == '4') {
            socketIo(in, at, length, now);
        }
    }

    private void socketIo(ByteBuffer in, int at, int length, long now) throws IOException {
        switch (in.get(at + 1)) {
            case '0' ->
                sendPacket(
                        ascii("42" + (FIRST_ID - 1) + "[\"joinRoom\",{\"room\":\"r" + room() + "\",\"history\":0}]"));
            case '2' -> {
                if (startsWith(in, at, length, MESSAGE)) {
                    // Whose it is does not matter: the acknowledgement says when the next may follow.
                    boolean unused = delivered(in, find(in, at, length, TEXT) + TEXT.length, now);
                }
            }
            case '3' -> acknowledged(in, at, length, now);
            default -> throw new IOException("unexpected packet " + text(in, at, length));
        }
    }

    private void acknowledged(ByteBuffer in, int at, int length, long now) throws IOException {
        int id = 0;
        for (int i = at + 2; in.get(i) != '['; i++) {
            id = id * 10 + in.get(i) - '0';
        }
        if (find(in, at, length, OK) < 0) {
            throw new IOException("refused: " + text(in, at, length));
        }
        if (id < FIRST_ID) {
            ready();
        } else {
            fleet.tally().acknowledged(now - sentAt[id % MOST_UNDER_WAY]);
            fleet.echoed(this, now);
        }
    }

    private static boolean startsWith(ByteBuffer in, int at, int length, byte[] start) {
        return length >= start.length && matches(in, at, start);
    }

    private static boolean matches(ByteBuffer in, int at, byte[] what) {
        for (int i = 0; i < what.length; i++) {
            if (in.get(at + i) != what[i]) {
                return false;
            }
        }
        return true;
    }

    private static int find(ByteBuffer in, int at, int length, byte[] what) {
        for (int i = at; i <= at + length - what.length; i++) {
            if (in.get(i) == what[0] && matches(in, i, what)) {
                return i;
            }
        }
        return -1;
    }
}
