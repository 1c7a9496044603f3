package dev.parley.conformance.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.Line;
import dev.parley.conformance.SocketHarness;
import dev.parley.conformance.SocketHarness.Pair;
import dev.parley.conformance.WireFixture;
import dev.parley.socketio.Socket;
import dev.parley.socketio.event.RoomEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Rooms and their events: section 13. */
public interface RoomConformance extends WireFixture {

    @Test
    @Line({119, 6})
    default void join_oneOrMany_leaveUnknown_ownIdIsARoom() {
        SocketHarness io = SocketHarness.start(this);
        Pair pair = io.pair();
        Socket socket = pair.socket();

        assertThat(pair.peer().sid()).isEqualTo(socket.id());
        assertThat(socket.rooms()).containsExactly(socket.id());
        socket.join("a");
        socket.join("b", "c", "a");
        socket.leave("unknown");
        assertThat(socket.rooms()).containsExactlyInAnyOrder(socket.id(), "a", "b", "c");
        socket.leave("a");
        socket.leave("b");
        assertThat(io.server().of("/").rooms()).containsExactlyInAnyOrder(socket.id(), "c");
        io.server().to(socket.id()).emit("own");
        pair.peer().expect("42[\"own\"]");
    }

    @Test
    @Line(120)
    default void roomEvents_firstAndLastAndEach_noRepeats() {
        SocketHarness io = SocketHarness.start(this);
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        Pair one = io.pair();
        Pair two = io.pair();
        String first = one.socket().id();
        String second = two.socket().id();
        io.server().of("/").onRoomEvent(event -> {
            if (event.kind() == RoomEvent.Kind.LEAVE) {
                one.socket().leave(event.room());
            }
            seen.add(event.kind().text() + " " + event.room() + " " + event.socketId());
        });

        one.socket().join("r");
        one.socket().join("r");
        two.socket().join("r");
        two.socket().leave("r");
        two.socket().leave("r");
        one.peer().send("41");
        SocketHarness.eventually(() -> seen.contains("delete-room " + first + " null"));

        assertThat(seen)
                .containsExactlyInAnyOrder(
                        "create-room r null",
                        "join-room r " + first,
                        "join-room r " + second,
                        "leave-room r " + second,
                        "leave-room r " + first,
                        "delete-room r null",
                        "leave-room " + first + " " + first,
                        "delete-room " + first + " null");
    }

    @Test
    @Line({119, 120})
    default void leaveOwnRoom_isNotReachedByItsId_untilItJoinsAgain() throws Exception {
        SocketHarness io = SocketHarness.start(this);
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        Pair pair = io.pair();
        Socket socket = pair.socket();
        String id = socket.id();
        io.server().of("/").onRoomEvent(event -> seen.add(event.kind().text() + " " + event.socketId()));

        socket.leave(id);
        socket.leave(id);
        io.server().to(id).emit("to the room");
        io.server().to(id, "other").emit("to the room");
        socket.emit("to the socket");
        socket.broadcast().emit("to others");
        pair.peer().expect("42[\"to the socket\"]");
        assertThat(socket.rooms()).isEmpty();
        assertThat(io.server().of("/").rooms()).isEmpty();
        assertThat(io.server().of("/").socket(id)).isSameAs(socket);
        assertThat(io.server().in(id).fetchSockets().toCompletableFuture().get(20, TimeUnit.SECONDS))
                .isEmpty();
        io.server().of("/").in(id).socketsJoin("nobody");
        assertThat(io.server().of("/").rooms()).isEmpty();

        socket.join(id, id);
        io.server().to(id).emit("again");
        pair.peer().expect("42[\"again\"]");
        assertThat(socket.rooms()).containsExactly(id);
        assertThat(seen).containsExactly("leave-room " + id, "delete-room null", "create-room null", "join-room " + id);
    }

    @Test
    @Line({111, 121})
    default void disconnect_byTheServer_hasLeftItsRoomsWhenTheCallReturns() {
        SocketHarness io = SocketHarness.start(this);
        for (boolean close : new boolean[] {false, true}) {
            Pair pair = io.pair();
            Socket socket = pair.socket();
            socket.join("r");
            List<Object> seen = Collections.synchronizedList(new ArrayList<>());
            CompletableFuture<Void> over = new CompletableFuture<>();
            socket.onDisconnecting(reason -> seen.add(socket.rooms()));
            socket.onDisconnect(reason -> {
                seen.add(socket.rooms());
                over.complete(null);
            });
            socket.onRequest("leave", event -> {
                socket.disconnect(close);
                seen.add(socket.rooms());
                seen.add(io.server().of("/").rooms());
                return "unheard";
            });

            pair.peer().send("420[\"leave\"]");
            over.orTimeout(20, TimeUnit.SECONDS).join();

            assertThat(seen).containsExactly(Set.of(), Set.of(), Set.of(socket.id(), "r"), Set.of());
            pair.peer().expect("41");
        }
    }

    @Test
    @Line(121)
    default void disconnect_leavesAll_joinAfterwardsDoesNothing() {
        SocketHarness io = SocketHarness.start(this);
        Pair pair = io.pair();
        pair.socket().join("a", "b");

        pair.peer().close();
        SocketHarness.eventually(() -> io.server().of("/").rooms().isEmpty());
        pair.socket().join("late");

        assertThat(io.server().of("/").rooms()).isEmpty();
        assertThat(pair.socket().rooms()).isEmpty();
    }

    @Test
    @Line({122, 85})
    default void emit_toSeveralRooms_reachesEachOnce() {
        SocketHarness io = SocketHarness.start(this);
        Pair both = io.pair();
        Pair one = io.pair();
        Pair none = io.pair();
        both.socket().join("a", "b");
        one.socket().join("b");

        io.server().to("a").to("b", both.socket().id()).emit("x");
        both.socket().to("a", "b").emit("y");
        io.server().emit("end");

        both.peer().expect("42[\"x\"]").expect("42[\"end\"]");
        one.peer().expect("42[\"x\"]").expect("42[\"y\"]").expect("42[\"end\"]");
        none.peer().expect("42[\"end\"]");
    }
}
