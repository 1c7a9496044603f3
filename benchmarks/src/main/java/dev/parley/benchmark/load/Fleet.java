package dev.parley.benchmark.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All clients of one run, their traffic and results. Owned by the loop's thread. */
public final class Fleet {
    private static final byte[] MESSAGE_HEAD = Client.ascii("42[\"msg\",\"");
    private static final byte[] MESSAGE_TAIL = Client.ascii("\"]");
    private static final int SHORT_BYTES = 64;
    private static final int LONG_EVERY = 4;

    /** How many messages {@link #joinWithin} asks for. */
    public static final int HISTORY = 20;

    private final LoadLoop loop;
    private final Tally tally = new Tally();
    private final List<Client> clients = new ArrayList<>();
    private final List<Client> senders = new ArrayList<>();
    private FleetSpec spec;
    private int firstRoom;
    /** Deliveries of messages in rooms that the clients have left. */
    private long settled;

    private final byte[] message;
    private final byte[] longMessage;
    private final Inflation inflation = new Inflation();
    private int started;
    private int ready;
    private int lost;
    private @Nullable String firstFailure;
    private boolean refilling;
    private long asked;

    public Fleet(LoadLoop loop, FleetSpec spec) {
        this.loop = loop;
        this.spec = spec;
        if (spec.text() == FleetSpec.Text.PADDED || spec.text() == FleetSpec.Text.CHAT) {
            message = message(Payload.template(Math.min(spec.payloadBytes(), SHORT_BYTES)));
            longMessage = message(Payload.template(spec.payloadBytes()));
        } else {
            message = message(Payload.json(spec.payloadBytes()));
            longMessage = message;
        }
    }

    private static byte[] message(byte[] text) {
        byte[] packet = new byte[MESSAGE_HEAD.length + text.length + MESSAGE_TAIL.length];
        System.arraycopy(MESSAGE_HEAD, 0, packet, 0, MESSAGE_HEAD.length);
        System.arraycopy(text, 0, packet, MESSAGE_HEAD.length, text.length);
        System.arraycopy(MESSAGE_TAIL, 0, packet, MESSAGE_HEAD.length + text.length, MESSAGE_TAIL.length);
        return packet;
    }

    /** The text alone of a packet that {@link #message(int, int, int, long)} gave. */
    byte[] chatText(byte[] packet) {
        return Arrays.copyOfRange(packet, MESSAGE_HEAD.length, packet.length - MESSAGE_TAIL.length);
    }

    /** Messages that were acknowledged, and events that were answered. */
    public long acknowledged() {
        return tally.ackCount();
    }

    public FleetSpec spec() {
        return spec;
    }

    Tally tally() {
        return tally;
    }

    Inflation inflation() {
        return inflation;
    }

    /** The packet of a message, in an array that the next call overwrites. */
    byte[] message(int room, int slot, int sequence, long intendedNanos) {
        byte[] packet = sequence % LONG_EVERY == 0 ? longMessage : message;
        Payload.write(packet, MESSAGE_HEAD.length, room, slot, sequence, intendedNanos);
        return packet;
    }

    /**
     * Connects all clients, with bounded concurrency.
     *
     * @throws IOException if one is rejected or they are not all connected within {@code limit}
     */
    public void connect(Duration limit) throws IOException {
        while (started - ready < spec.underWay() && started < spec.clients()) {
            startNext();
        }
        boolean in = loop.runUntil(() -> ready == spec.clients() || firstFailure != null, limit);
        if (firstFailure != null) {
            throw new IOException("a client did not get in: " + firstFailure);
        }
        if (!in) {
            throw new IOException(ready + " of " + spec.clients() + " clients were in within " + limit);
        }
    }

    /**
     * Moves all clients to other rooms, in which they send and count from now on; the previous rooms get no more
     * messages. No message may be in flight.
     *
     * @param other the same number of clients in other rooms
     * @param first the number of the first room, so that rooms of different sizes have different names
     * @throws IOException if they have not all joined within {@code limit}
     */
    public void regroup(FleetSpec other, int first, Duration limit) throws IOException {
        if (other.clients() != spec.clients() || other.polling() + spec.polling() > 0) {
            throw new IllegalArgumentException("other clients");
        }
        settled = expected();
        spec = other;
        firstRoom = first;
        ready = 0;
        senders.clear();
        for (int i = 0; i < clients.size(); i++) {
            Client client = clients.get(i);
            client.move(room(i), slot(i));
            if (client.isSender()) {
                senders.add(client);
            }
        }
        connect(limit);
    }

    private int room(int client) {
        return firstRoom + client % spec.rooms();
    }

    private int slot(int client) {
        int member = client / spec.rooms();
        return member < spec.senders() ? member : -1;
    }

    private void startNext() throws IOException {
        int room = room(started);
        int slot = slot(started);
        Client client;
        if (spec.text() == FleetSpec.Text.CHAT) {
            client = new ChatMember(loop, this, room, slot, started);
        } else if (started / spec.rooms() >= spec.members() - spec.polling()) {
            client = new PollingClient(loop, this, room, slot);
        } else {
            client = new WebSocketClient(loop, this, room, slot);
        }
        started++;
        clients.add(client);
        if (client.isSender()) {
            senders.add(client);
        }
    }

    void ready(Client client) throws IOException {
        ready++;
        if (started < spec.clients()) {
            startNext();
        }
    }

    void gone(Client client, boolean wasReady, @Nullable IOException cause) {
        lost++;
        if (firstFailure == null) {
            firstFailure = cause == null ? "closed by the server" : String.valueOf(cause.getMessage());
        }
    }

    void echoed(Client sender, long now) throws IOException {
        if (refilling) {
            sender.sendMessage(now);
        }
    }

    /** Closed loop: each sender keeps {@code inFlight} messages in flight, until it receives them itself. */
    public void sendSaturating(int inFlight) throws IOException {
        refilling = true;
        for (Client sender : senders) {
            for (int i = 0; i < inFlight; i++) {
                sender.sendMessage(System.nanoTime());
            }
            sender.flush();
        }
    }

    /** Open loop: messages are sent at even intervals, sender after sender, regardless of deliveries. */
    public void sendAtRate(double messagesPerSecond) {
        loop.pace(new EvenPacer(messagesPerSecond, this::sendNext));
    }

    /** The same, plus events with acknowledgements, client after client. */
    public void sendAtRate(double messagesPerSecond, double asksPerSecond) {
        EvenPacer messages = new EvenPacer(messagesPerSecond, this::sendNext);
        EvenPacer asks = new EvenPacer(asksPerSecond, this::askNext);
        loop.pace(now -> Math.min(messages.run(now), asks.run(now)));
    }

    /** The first client of a chat joins a room and writes to it. */
    public void fill(int room, int messages) throws IOException {
        ChatMember writer = (ChatMember) clients.get(0);
        writer.joinQuietly(room);
        for (int i = 0; i < messages; i++) {
            writer.sendMessage(System.nanoTime());
        }
        writer.flush();
    }

    /** All clients of a chat join a room at even intervals, regardless of answers, and ask for its history. */
    public void joinWithin(int room, Duration time) {
        EvenPacer joins = new EvenPacer(clients.size() * 1e9 / time.toNanos(), (index, due) -> {
            if (index < clients.size()) {
                ChatMember member = (ChatMember) clients.get((int) index);
                member.joinWithHistory(room, due);
                member.flush();
            } else {
                loop.idle();
            }
        });
        loop.pace(joins);
    }

    private void sendNext(long index, long due) throws IOException {
        Client sender = senders.get((int) (index % senders.size()));
        sender.sendMessage(due);
        sender.flush();
    }

    private void askNext(long index, long due) throws IOException {
        Client client = clients.get((int) (index % clients.size()));
        if (client.ask(due)) {
            asked++;
            client.flush();
        }
    }

    /**
     * Stops sending and waits for messages in flight and for outstanding acknowledgements.
     *
     * @return whether everything arrived within the limit
     */
    public boolean drain(Duration limit) throws IOException {
        refilling = false;
        loop.idle();
        return loop.runUntil(() -> tally.deliveredCount() >= expected() && unanswered() == 0, limit);
    }

    /** The deliveries expected from all messages sent so far. */
    public long expected() {
        long sum = settled;
        for (Client sender : senders) {
            sum += (long) sender.lastSent() * spec.members();
        }
        return sum;
    }

    /** Starts a new span of latencies. */
    public void resetLatency() {
        tally.resetLatency();
    }

    public Count count() {
        return new Count(
                tally.deliveredCount(),
                expected(),
                tally.disorderCount(),
                tally.astrayCount(),
                lost,
                tally.pingCount(),
                tally.receivedBytes());
    }

    public Latency latency() {
        return Latency.of(tally.latencyMicros());
    }

    /** Latencies of the acknowledgements of {@link #sendAtRate(double, double)}. */
    public Latency ackLatency() {
        return Latency.of(tally.ackMicros());
    }

    /** The number of outstanding acknowledgements. */
    public long unanswered() {
        return asked - tally.ackCount();
    }

    /** Why the first client was lost, null if none was. */
    public @Nullable String firstFailure() {
        return firstFailure;
    }

    /** Lets all clients read, or none: the connections of deaf ones fill up after a few kilobytes. */
    public void listen(boolean on) {
        clients.forEach(client -> client.listen(on));
    }

    /** The same for every other client. */
    public void listenHalf(boolean on) {
        for (int i = 0; i < clients.size(); i += 2) {
            clients.get(i).listen(on);
        }
    }

    public void close() {
        clients.forEach(Client::close);
    }

    /** An action at even intervals. */
    @FunctionalInterface
    private interface Step {
        void run(long index, long due) throws IOException;
    }

    /** Runs steps at even intervals and passes each its intended time. */
    private static final class EvenPacer implements LoadLoop.Pacer {
        private final double gapNanos;
        private final Step step;
        private final long start = System.nanoTime();
        private long taken;

        EvenPacer(double perSecond, Step step) {
            gapNanos = 1e9 / perSecond;
            this.step = step;
        }

        @Override
        public long run(long now) throws IOException {
            long due = start + (long) (taken * gapNanos);
            while (due - now <= 0) {
                step.run(taken, due);
                taken++;
                due = start + (long) (taken * gapNanos);
            }
            return due;
        }
    }
}
