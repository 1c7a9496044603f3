package dev.parley.benchmark.peer;

import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.SocketIOServer;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** The minimal application on netty-socketio. Arguments: ping interval in milliseconds. */
public final class NettySocketIoPeer {
    private static final String ROOM = "room";

    private NettySocketIoPeer() {}

    public static void main(String[] args) throws IOException {
        Configuration configuration = new Configuration();
        configuration.setHostname("127.0.0.1");
        configuration.setPort(freePort());
        configuration.setPingInterval(PeerControl.argument(args, 0, 25_000));
        configuration.setPingTimeout(20_000);
        configuration.getSocketConfig().setAcceptBackLog(4_096);
        configuration.getSocketConfig().setTcpNoDelay(true);

        SocketIOServer server = new SocketIOServer(configuration);
        server.addEventListener("join", String.class, (client, room, ack) -> {
            client.joinRoom(room);
            client.set(ROOM, room);
            ack.sendAckData();
        });
        server.addEventListener("msg", String.class, (client, payload, ack) -> {
            String room = client.get(ROOM);
            server.getRoomOperations(room).sendEvent("msg", payload);
        });
        server.start();
        PeerControl.serve(configuration.getPort(), PlatformDependent::usedDirectMemory);
    }

    /** netty-socketio does not report the port it is bound to, so a free one is chosen first. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
