package dev.parley.benchmark.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A Socket.IO client in one room: connects, joins, counts received messages and answers pings. Subclasses implement the
 * transport. Owned by the loop's thread.
 */
abstract class Client {
    /** {@code 42["msg"} as one big-endian long: the prefix of nearly every received packet. */
    private static final long MESSAGE_START = 0x34325b226d736722L;

    private static final int TEXT_AT = 10;
    private static final int SHORTEST_MESSAGE = TEXT_AT + Payload.HEADER + 2;

    final Fleet fleet;
    /** The last sequence number received, by sender slot. */
    private int[] seen;

    private int room;
    private int slot;

    private Stage stage = Stage.OPENING;
    private int nextSequence = 1;
    private boolean asking;
    private long askedNanos;

    /** The progress of connecting. */
    private enum Stage {
        OPENING,
        CONNECTING,
        JOINING,
        READY,
        GONE
    }

    Client(Fleet fleet, int room, int slot) {
        this.fleet = fleet;
        this.room = room;
        this.slot = slot;
        seen = new int[fleet.spec().senders()];
    }

    /** Sends a Socket.IO packet or Engine.IO pong, given as an Engine.IO text packet; may be batched with others. */
    abstract void sendPacket(byte[] packet) throws IOException;

    /** Writes the packets batched by {@link #sendPacket}. */
    abstract void flush() throws IOException;

    abstract void listen(boolean on);

    abstract void close();

    final boolean isReady() {
        return stage == Stage.READY;
    }

    final boolean isSender() {
        return slot >= 0;
    }

    /** The sequence number of the last message sent, 0 for none. */
    final int lastSent() {
        return nextSequence - 1;
    }

    void sendMessage(long intendedNanos) throws IOException {
        sendPacket(nextMessage(intendedNanos));
    }

    /** The packet of the next message, in an array that the next call overwrites. */
    final byte[] nextMessage(long intendedNanos) {
        return fleet.message(room, slot, nextSequence++, intendedNanos);
    }

    final int room() {
        return room;
    }

    /** Sends an event with an acknowledgement, unless one is outstanding; the event joins the client's current room. */
    final boolean ask(long intendedNanos) throws IOException {
        if (asking || stage != Stage.READY) {
            return false;
        }
        asking = true;
        askedNanos = intendedNanos;
        sendPacket(ascii("421[\"join\",\"r" + room + "\"]"));
        return true;
    }

    /** Handles an Engine.IO packet in {@code in}, starting at {@code at}. */
    void packet(ByteBuffer in, int at, int length, long now) throws IOException {
        if (length >= SHORTEST_MESSAGE && in.getLong(at) == MESSAGE_START) {
            if (delivered(in, at + TEXT_AT, now)) {
                fleet.echoed(this, now);
            }
        } else if (length > 0) {
            control(in, at, length, now);
        }
    }

    /**
     * A message with a text at {@code at} has come.
     *
     * @return whether it is this client's own
     */
    final boolean delivered(ByteBuffer in, int at, long now) {
        int sender = Payload.slot(in, at);
        if (Payload.room(in, at) != room || sender >= seen.length) {
            fleet.tally().astray();
            return false;
        }
        int sequence = Payload.sequence(in, at);
        fleet.tally().delivered(sequence - seen[sender], now - Payload.intendedNanos(in, at));
        seen[sender] = sequence;
        return sender == slot;
    }

    private void control(ByteBuffer in, int at, int length, long now) throws IOException {
        switch (in.get(at)) {
            case '0' -> {
                opened(text(in, at, length));
                stage = Stage.CONNECTING;
                sendPacket(ascii("40"));
            }
            case '2' -> {
                fleet.tally().pinged();
                sendPacket(ascii("3"));
            }
            case '4' -> socketIo(in, at, length, now);
            case '6' -> {}
            default -> throw new IOException("unexpected packet " + text(in, at, length));
        }
    }

    private void socketIo(ByteBuffer in, int at, int length, long now) throws IOException {
        byte type = length > 1 ? in.get(at + 1) : 0;
        if (type == '0' && stage == Stage.CONNECTING) {
            if (fleet.spec().joins()) {
                join();
            } else {
                ready();
            }
        } else if (type == '3' && stage == Stage.JOINING) {
            ready();
        } else if (type == '3' && asking) {
            asking = false;
            fleet.tally().acknowledged(now - askedNanos);
        } else {
            throw new IOException("unexpected packet " + text(in, at, length));
        }
    }

    /** Moves to another room while no message is in flight, and restarts the counts. */
    final void move(int otherRoom, int otherSlot) throws IOException {
        room = otherRoom;
        slot = otherSlot;
        seen = new int[fleet.spec().senders()];
        nextSequence = 1;
        join();
        flush();
    }

    /** Counts messages of another room from now on; which it joins itself. */
    final void relocate(int otherRoom) {
        room = otherRoom;
    }

    private void join() throws IOException {
        stage = Stage.JOINING;
        sendPacket(ascii("420[\"join\",\"r" + room + "\"]"));
    }

    final void ready() throws IOException {
        stage = Stage.READY;
        fleet.ready(this);
    }

    /** The open packet has arrived: {@code 0{"sid":…}}. */
    void opened(String packet) {}

    final void gone(@Nullable IOException cause) {
        if (stage != Stage.GONE) {
            boolean wasReady = stage == Stage.READY;
            stage = Stage.GONE;
            fleet.gone(this, wasReady, cause);
        }
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static String text(ByteBuffer in, int at, int length) {
        byte[] bytes = new byte[length];
        in.get(at, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
