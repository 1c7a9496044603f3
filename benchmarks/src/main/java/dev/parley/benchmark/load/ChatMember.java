package dev.parley.benchmark.load;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A client of a chat: it joins its room by {@code joinRoom}, sends {@code chatMessage}, and counts as under way what has not been
 * acknowledged. Owned by the loop's thread.
 */
final class ChatMember extends WebSocketClient {
    /** Ack ids of messages begin here; those before are of joins. */
    private static final int FIRST_ID = 100;

    private static final int JOIN_ID = FIRST_ID - 1;
    private static final int HISTORY_ID = FIRST_ID - 2;
    private static final int QUIET_ID = FIRST_ID - 3;
    /** More than any client has under way. */
    private static final int MOST_UNDER_WAY = 64;

    private static final byte[] MESSAGE = ascii("42[\"message\",");
    private static final byte[] TEXT = ascii("\"text\":\"");
    private static final byte[] OK = ascii("\"ok\":true");
    private static final byte[] HISTORY = ascii("42[\"chatHistory\",");

    private final int number;
    private final long[] sentAt = new long[MOST_UNDER_WAY];
    private int nextId = FIRST_ID;
    private long joinIntended;
    private int history;

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

    /** Joins a room of which nothing is to be measured. */
    void joinQuietly(int room) throws IOException {
        relocate(room);
        sendPacket(joinRoom(QUIET_ID, 0));
    }

    /** Joins a room with {@link Fleet#HISTORY} messages at least. */
    void joinWithHistory(int room, long intendedNanos) throws IOException {
        relocate(room);
        joinIntended = intendedNanos;
        history = 0;
        sendPacket(joinRoom(HISTORY_ID, Fleet.HISTORY));
    }

    private byte[] joinRoom(int id, int messages) {
        return ascii("42" + id + "[\"joinRoom\",{\"room\":\"r" + room() + "\",\"history\":" + messages + "}]");
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
            case '0' -> {
                if (fleet.spec().joins()) {
                    sendPacket(joinRoom(JOIN_ID, 0));
                } else {
                    ready();
                }
            }
            case '2' -> {
                if (startsWith(in, at, length, MESSAGE)) {
                    // Whose it is does not matter: the acknowledgement says when the next may follow.
                    boolean unused = delivered(in, find(in, at, length, TEXT) + TEXT.length, now);
                } else if (startsWith(in, at, length, HISTORY)) {
                    history = count(in, at, length, TEXT);
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
        if (id == JOIN_ID) {
            ready();
        } else if (id == HISTORY_ID) {
            if (history != Fleet.HISTORY) {
                throw new IOException("joined with " + history + " messages");
            }
            fleet.tally().acknowledged(now - joinIntended);
        } else if (id != QUIET_ID) {
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

    private static int count(ByteBuffer in, int at, int length, byte[] what) {
        int found = 0;
        for (int i = at; i <= at + length - what.length; i++) {
            found += in.get(i) == what[0] && matches(in, i, what) ? 1 : 0;
        }
        return found;
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
