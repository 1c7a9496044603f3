package dev.parley.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.SocketHarness.Pair;
import dev.parley.socketio.RoomEvent;
import dev.parley.socketio.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
