package dev.parley.benchmark.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One Socket.IO client in one room: it connects, joins, counts what it is given and answers pings. What differs by
 * transport is below it. Owned by the loop's thread.
 */
abstract class Client {
    /** {@code 42["msg"} as one big-endian long: how nearly every packet received begins. */
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

    /** How far the way in has been gone. */
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

    /** Sends one Socket.IO packet or Engine.IO pong, given as an Engine.IO text packet; may be gathered with others. */
    abstract void sendPacket(byte[] packet) throws IOException;

    /** Writes what {@link #sendPacket} gathered. */
    abstract void flush() throws IOException;

    abstract void listen(boolean on);

    abstract void close();

    final boolean isReady() {
        return stage == Stage.READY;
    }

    final boolean isSender() {
        return slot >= 0;
    }

    /** Sequence number of the last message sent, 0 for none. */
    final int lastSent() {
        return nextSequence - 1;
    }

    final void sendMessage(long intendedNanos) throws IOException {
        sendPacket(fleet.message(room, slot, nextSequence++, intendedNanos));
    }

    /** Sends an event that asks for an answer, unless one is still waited for; it joins the room that the client is in. */
    final boolean ask(long intendedNanos) throws IOException {
        if (asking || stage != Stage.READY) {
            return false;
        }
        asking = true;
        askedNanos = intendedNanos;
        sendPacket(ascii("421[\"join\",\"r" + room + "\"]"));
        return true;
    }

    /** One Engine.IO packet in {@code in}, from {@code at} on. */
    final void packet(ByteBuffer in, int at, int length, long now) throws IOException {
        if (length >= SHORTEST_MESSAGE && in.getLong(at) == MESSAGE_START) {
            delivered(in, at + TEXT_AT, now);
        } else if (length > 0) {
            control(in, at, length, now);
        }
    }

    private void delivered(ByteBuffer in, int at, long now) throws IOException {
        int sender = Payload.slot(in, at);
        if (Payload.room(in, at) != room || sender >= seen.length) {
            fleet.tally().astray();
            return;
        }
        int sequence = Payload.sequence(in, at);
        fleet.tally().delivered(sequence - seen[sender], now - Payload.intendedNanos(in, at));
        seen[sender] = sequence;
        if (sender == slot) {
            fleet.echoed(this, now);
        }
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

    /** Goes to another room, with nothing under way: messages are counted from the first again. */
    final void move(int otherRoom, int otherSlot) throws IOException {
        room = otherRoom;
        slot = otherSlot;
        seen = new int[fleet.spec().senders()];
        nextSequence = 1;
        join();
        flush();
    }

    private void join() throws IOException {
        stage = Stage.JOINING;
        sendPacket(ascii("420[\"join\",\"r" + room + "\"]"));
    }

    private void ready() throws IOException {
        stage = Stage.READY;
        fleet.ready(this);
    }

    /** The open packet has come: {@code 0{"sid":…}}. */
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

    private static String text(ByteBuffer in, int at, int length) {
        byte[] bytes = new byte[length];
        in.get(at, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
