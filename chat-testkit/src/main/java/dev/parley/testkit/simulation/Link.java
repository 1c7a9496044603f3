package dev.parley.testkit.simulation;

import dev.parley.socketio.packet.JsonCodec;
import dev.parley.socketio.packet.Packet;
import dev.parley.socketio.packet.PacketDecoder;
import dev.parley.socketio.packet.PacketLimits;
import dev.parley.socketio.packet.PacketType;
import dev.parley.testkit.LocalWebSocket;
import dev.parley.transport.Frame;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** A client's connection with one node, over a network that takes its time, in order. One thread. */
final class Link {

    private static final int FASTEST_NANOS = 200_000;
    private static final int SLOWEST_NANOS = 20_000_000;
    private static final int NOTICED_AFTER_MILLIS = 4_000;

    private final World world;
    private final SimulatedNode node;
    private final RandomGenerator random;
    private final Consumer<Packet> receiver;
    private final Runnable closed;
    private final LocalWebSocket socket;
    private final JsonCodec json = JsonCodec.standard();
    private final PacketDecoder decoder = json.decoder(new PacketLimits(Integer.MAX_VALUE, 64));
    private final Map<String, Object> auth;
    /** The client has given up the connection, or knows that it is lost. */
    private boolean over;
    /** Nothing more comes through. */
    private boolean broken;

    private long lastUp;
    private long lastDown;

    /** Who uses the connection. */
    record End(Consumer<Packet> receiver, Runnable closed) {}

    Link(World world, SimulatedNode node, RandomGenerator random, Map<String, Object> auth, End end) {
        this.world = world;
        this.node = node;
        this.random = random;
        this.auth = auth;
        this.receiver = end.receiver();
        this.closed = end.closed();
        this.socket = node.transport().webSocket("/socket.io/?EIO=4&transport=websocket");
        node.onDeath(this::lost);
        socket.onMessage(this::arrives);
    }

    JsonCodec json() {
        return json;
    }

    SimulatedNode node() {
        return node;
    }

    /** Whether the client has the connection. */
    boolean isOpen() {
        return !over && socket.closeCode() == 0;
    }

    void send(Packet packet) {
        sendText('4' + json.encode(packet).head().text());
    }

    private void sendText(String text) {
        lastUp = Math.max(lastUp, world.nanos() + latency());
        world.after(Duration.ofNanos(lastUp - world.nanos()), () -> {
            if (!broken) {
                node.run(() -> socket.send(text));
            }
        });
    }

    private long latency() {
        return random.nextInt(FASTEST_NANOS, SLOWEST_NANOS);
    }

    private void arrives(Frame frame) {
        if (broken || node.isDead()) {
            return;
        }
        lastDown = Math.max(lastDown, world.nanos() + latency());
        world.after(Duration.ofNanos(lastDown - world.nanos()), () -> {
            if (!over && !broken) {
                receive(frame.text());
            }
        });
    }

    private void receive(String text) {
        switch (text.charAt(0)) {
            case '0' -> send(Packet.control(PacketType.CONNECT, Packet.MAIN, auth));
            case '1' -> close();
            case '2' -> sendText("3");
            case '4' -> {
                Packet packet = decoder.add(Frame.text(text.substring(1)));
                if (packet != null && packet.type() == PacketType.DISCONNECT) {
                    close();
                } else if (packet != null) {
                    receiver.accept(packet);
                }
            }
            default -> {
                // Noops carry nothing.
            }
        }
    }

    private void close() {
        if (!over) {
            over = true;
            closed.run();
        }
    }

    /** The node is dead: the client notices some time later. */
    private void lost() {
        broken = true;
        world.after(Duration.ofMillis(random.nextInt(NOTICED_AFTER_MILLIS)), this::close);
    }

    /** Says goodbye: what the client has sent arrives. */
    void leave() {
        if (!over) {
            over = true;
            send(Packet.control(PacketType.DISCONNECT, Packet.MAIN, null));
        }
    }

    /** The network is gone: of what is on the way some arrives, and the node notices some time later. */
    void drop() {
        over = true;
        world.after(Duration.ofNanos(latency()), () -> broken = true);
        world.after(Duration.ofMillis(random.nextInt(NOTICED_AFTER_MILLIS)), () -> node.run(socket::abort));
    }
}
