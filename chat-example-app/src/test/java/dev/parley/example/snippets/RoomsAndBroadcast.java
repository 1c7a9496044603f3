package dev.parley.example.snippets;

import dev.parley.socketio.Socket;
import dev.parley.socketio.SocketServer;
import java.util.Map;

final class RoomsAndBroadcast {

    record Post(String room, String text) {}

    private RoomsAndBroadcast() {}

    static SocketServer create() {
        SocketServer io = SocketServer.create();
        io.onConnection(RoomsAndBroadcast::serve);
        return io;
    }

    private static void serve(Socket socket) {
        socket.onRequest("join", String.class, room -> {
            socket.join(room);
            socket.to(room).emit("joined", socket.id()); // the others in the room
            return Map.of("ok", true); // the client's callback gets this
        });
        socket.on("post", Post.class, post -> {
            socket.namespace().to(post.room()).emit("post", post); // everybody in the room, the sender too
        });
        socket.onDisconnecting(reason ->
                socket.rooms().forEach(room -> socket.to(room).emit("left", socket.id())));
    }
}
