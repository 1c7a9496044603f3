package demo;

import dev.parley.socketio.SocketServer;
import dev.parley.transport.jetty.JettyTransport;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** Serves events from a named module on a free port, asks for a session, and ends. */
public final class Main {

    public static void main(String[] arguments) throws Exception {
        SocketServer io = SocketServer.create();
        io.onConnection(socket -> socket.on("chat message", String.class, text -> io.emit("chat message", text)));
        JettyTransport transport = JettyTransport.builder().port(0).build();
        transport.start(io);
        URI uri = URI.create("http://localhost:" + transport.port() + "/socket.io/?EIO=4&transport=polling");
        String answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
        transport.close();
        if (!answer.startsWith("0{\"sid\":") || !Main.class.getModule().isNamed()) {
            throw new AssertionError(answer);
        }
        System.out.println("module path: " + answer);
    }

    private Main() {}
}
