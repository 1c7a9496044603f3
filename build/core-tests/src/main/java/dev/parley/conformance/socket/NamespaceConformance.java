package dev.parley.conformance.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.Line;
import dev.parley.conformance.SocketHarness;
import dev.parley.conformance.SocketHarness.Pair;
import dev.parley.conformance.SocketPeer;
import dev.parley.conformance.WireFixture;
import dev.parley.socketio.Namespace;
import dev.parley.socketio.ParentNamespace;
import dev.parley.socketio.event.DisconnectReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Namespaces: section 9. */
public interface NamespaceConformance extends WireFixture {

    @Test
    @Line(88)
    default void open_withoutConnect_hasNoSocket() {
        SocketHarness io = SocketHarness.start(this);
        SocketPeer peer = io.open();

        io.server().emit("x");

        assertThat(io.server().of("/").sockets()).isEmpty();
        peer.join("");
        assertThat(peer.sid()).isNotEmpty();
    }

    @Test
    @Line(89)
    default void open_noConnectInTime_closes() {
        SocketHarness io = SocketHarness.start(
                this, options -> options.engine(engine -> engine.pingInterval(Duration.ofHours(1))));
        SocketPeer idle = io.open();
        SocketPeer connected = io.connect();
        SocketPeer refused = io.open().send("40/none,").expect("44/none,{\"message\":\"Invalid namespace\"}");

        io.pass(Duration.ofSeconds(44));
        assertThat(idle.socket().isClosed()).isFalse();
        io.pass(Duration.ofSeconds(1));

        idle.awaitClose();
        refused.awaitClose();
        assertThat(connected.socket().isClosed()).isFalse();
    }

    @ParameterizedTest
    @Line(90)
    @ValueSource(strings = {"42[\"a\"]", "431[]", "41", "44{}", "42/other,[\"a\"]"})
    default void packet_beforeConnect_closes(String packet) {
        SocketHarness.start(this).open().send(packet).awaitClose();
    }

    @Test
    @Line(90)
    default void connect_twice_closes() {
        SocketHarness io = SocketHarness.start(this);

        io.connect().send("40").awaitClose();
        io.connect().send("44{\"message\":\"x\"}").awaitClose();
    }

    @Test
    @Line({91, 67})
    default void connect_unknownNamespace_isRefused_othersGoOn() {
        SocketHarness io = SocketHarness.start(this);
        SocketPeer peer = io.open();

        peer.send("40/none,").expect("44/none,{\"message\":\"Invalid namespace\"}");
        peer.join("");
    }

    @Test
    @Line(92)
    default void reconnect_onSameConnection_givesNewId_eventAfterLeavingCloses() {
        SocketHarness io = SocketHarness.start(this);
        SocketPeer peer = io.connect();
        String first = peer.sid();

        peer.send("41").join("");
        assertThat(peer.sid()).isNotEqualTo(first);
        peer.send("41").send("42[\"a\"]").awaitClose();
    }

    @Test
    @Line({93, 158})
    default void disconnect_ofOneNamespace_keepsTheRest() {
        SocketHarness io = SocketHarness.start(this);
        io.server().onConnection(socket -> socket.onRequest("ask", event -> "main"));
        io.server().of("/a").onConnection(socket -> socket.onRequest("ask", event -> "a"));
        SocketPeer peer = io.connect();
        peer.join("/a");

        peer.send("41/a,").send("420[\"ask\"]").expect("430[\"main\"]");
        peer.join("/a").send("42/a,1[\"ask\"]").expect("43/a,1[\"a\"]");
    }

    @Test
    @Line(93)
    default void disconnect_withCloseFlag_endsAll() {
        SocketHarness io = SocketHarness.start(this);
        io.server().of("/a");
        AtomicReference<DisconnectReason> other = new AtomicReference<>();
        SocketPeer peer = io.connect();
        String mainId = peer.sid();
        peer.join("/a");
        io.socket("/", mainId).onDisconnect(reason -> other.set(reason));

        io.socket("/a", peer.sid()).disconnect(true);

        assertThat(List.of(peer.awaitText(), peer.awaitText())).containsExactlyInAnyOrder("41", "41/a,");
        peer.awaitClose();
        SocketHarness.eventually(() -> other.get() == DisconnectReason.SERVER_NAMESPACE_DISCONNECT);
    }

    @Test
    @Line({94, 95})
    default void of_nameWithOrWithoutSlash_isTheSame() {
        SocketHarness io = SocketHarness.start(this);
        List<String> created = Collections.synchronizedList(new ArrayList<>());
        io.server().onNewNamespace(namespace -> created.add(namespace.name()));

        assertThat(io.server().of("")).isSameAs(io.server().of("/"));
        assertThat(io.server().of("chat")).isSameAs(io.server().of("/chat"));
        assertThat(created).containsExactly("/chat");
    }

    @Test
    @Line({95, 96})
    default void dynamic_firstMatchInOrder_createsTheChildOnce() {
        SocketHarness io = SocketHarness.start(this);
        List<String> created = Collections.synchronizedList(new ArrayList<>());
        io.server().onNewNamespace(namespace -> created.add(namespace.name()));
        ParentNamespace never = io.server().of((name, handshake) -> CompletableFuture.completedStage(false));
        ParentNamespace byAuth = io.server()
                .of((name, handshake) ->
                        CompletableFuture.supplyAsync(() -> "yes".equals(handshake.auth("let", String.class))));
        ParentNamespace byPattern = io.server().of(Pattern.compile("^/room-\\d+$"));

        io.open().join("/room-1", "{\"let\":\"yes\"}");
        io.open().join("/room-2").join("/room-3");
        io.open().send("40/other,").expect("44/other,{\"message\":\"Invalid namespace\"}");

        assertThat(never.children()).isEmpty();
        assertThat(byAuth.children()).extracting(Namespace::name).containsExactly("/room-1");
        assertThat(byPattern.children()).extracting(Namespace::name).containsExactlyInAnyOrder("/room-2", "/room-3");
        assertThat(created).containsExactly("/room-1", "/room-2", "/room-3");
    }

    @Test
    @Line(97)
    default void dynamic_twoClientsAtOnce_createItOnce() {
        SocketHarness io = SocketHarness.start(this);
        CompletableFuture<Boolean> verdict = new CompletableFuture<>();
        ParentNamespace parent = io.server().of((name, handshake) -> verdict);
        SocketPeer one = io.open().send("40/x,");
        SocketPeer two = io.open().send("40/x,");

        verdict.complete(true);

        assertThat(one.awaitText()).startsWith("40/x,{");
        assertThat(two.awaitText()).startsWith("40/x,{");
        assertThat(parent.children()).hasSize(1);
        SocketHarness.eventually(() -> io.server().of("/x").sockets().size() == 2);
    }

    @Test
    @Line(98)
    default void children_inheritFromParent_andHearItsEmits() {
        SocketHarness io = SocketHarness.start(this);
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        ParentNamespace parent = io.server().of(Pattern.compile("^/dyn"));
        Namespace byHand = io.server().of("/dyn-hand");
        parent.use((socket, next) -> {
            seen.add("use " + socket.namespace());
            next.proceed();
        });
        parent.onConnection(socket -> socket.join("r"));
        byHand.onConnection(socket -> seen.add("own " + socket.rooms().contains("r")));

        Pair hand = io.pair("/dyn-hand");
        Pair other = io.pair("/dyn-2");
        parent.emit("all", 1);
        parent.to("r").emit("room", 2);

        hand.peer().expect("42/dyn-hand,[\"all\",1]").expect("42/dyn-hand,[\"room\",2]");
        other.peer().expect("42/dyn-2,[\"all\",1]").expect("42/dyn-2,[\"room\",2]");
        assertThat(seen).containsExactly("use /dyn-hand", "own true", "use /dyn-2");
    }

    @Test
    @Line(99)
    default void cleanUp_emptyChildGoes_staticStays() {
        SocketHarness io = SocketHarness.start(this, options -> options.cleanUpNamespaces(true));
        ParentNamespace parent = io.server().of(Pattern.compile("^/dyn"));
        parent.use((socket, next) -> {
            if ("no".equals(socket.handshake().auth("let", String.class))) {
                next.refuse("no");
            } else {
                next.proceed();
            }
        });
        io.server().of("/static");
        SocketPeer one = io.connect("/dyn-1");
        SocketPeer two = io.connect("/dyn-1");
        SocketPeer three = io.connect("/static");
        Namespace first = parent.children().iterator().next();

        one.send("41/dyn-1,").join("/dyn-1").send("41/dyn-1,");
        assertThat(parent.children()).containsExactly(first);
        two.send("41/dyn-1,");
        three.send("41/static,");
        SocketHarness.eventually(() -> parent.children().isEmpty());
        io.open().send("40/dyn-2,{\"let\":\"no\"}").expect("44/dyn-2,{\"message\":\"no\"}");
        SocketHarness.eventually(() -> parent.children().isEmpty());
        io.connect("/dyn-1");

        assertThat(parent.children()).hasSize(1).doesNotContain(first);
        assertThat(io.server().namespaces()).extracting(Namespace::name).contains("/static");
    }

    @Test
    @Line(99)
    default void cleanUp_offByDefault_childStays() {
        SocketHarness io = SocketHarness.start(this);
        ParentNamespace parent = io.server().of(Pattern.compile("^/dyn"));
        Pair pair = io.pair("/dyn-1");

        pair.peer().send("41/dyn-1,");

        SocketHarness.eventually(() -> io.server().of("/dyn-1").rooms().isEmpty());
        assertThat(parent.children()).hasSize(1);
    }

    @Test
    @Line(98)
    default void predicateOfNames_touchedByTheServerFirst_givesTheChildItsParent() {
        SocketHarness io = SocketHarness.start(this, options -> options.cleanUpNamespaces(true));
        ParentNamespace parent = io.server().of(name -> name.startsWith("/tenant-"));
        parent.use((socket, next) -> next.refuse("by the parent"));
        Namespace child = io.server().of("tenant-1");

        io.open().send("40/tenant-1,").expect("44/tenant-1,{\"message\":\"by the parent\"}");
        io.open().send("40/tenant-2,").expect("44/tenant-2,{\"message\":\"by the parent\"}");

        SocketHarness.eventually(() -> parent.children().size() == 1);
        assertThat(parent.children()).containsExactly(child);
    }

    @Test
    @Line({98, 128})
    default void parent_everyOperation_reachesAllChildren() throws Exception {
        SocketHarness io = SocketHarness.start(this);
        ParentNamespace parent = io.server().of(Pattern.compile("^/dyn"));
        Pair one = io.pair("/dyn-1");
        Pair two = io.pair("/dyn-2");

        parent.socketsJoin("r", "s");
        parent.in("r").except(one.socket().id()).socketsLeave("s");
        assertThat(one.socket().rooms()).contains("r", "s");
        assertThat(two.socket().rooms()).contains("r").doesNotContain("s");
        assertThat(parent.fetchSockets().toCompletableFuture().get(20, TimeUnit.SECONDS))
                .hasSize(2);
        var acks = parent.timeout(Duration.ofSeconds(1)).emitWithAck("q").toCompletableFuture();
        one.peer().expect("42/dyn-1,0[\"q\"]").send("43/dyn-1,0[1]");
        two.peer().expect("42/dyn-2,0[\"q\"]").send("43/dyn-2,0[2]");
        assertThat(acks.get(20, TimeUnit.SECONDS).answers()).hasSize(2);
        assertThat(parent.emit("x").recipients()).isEqualTo(2);
        parent.to("s").disconnectSockets();

        one.peer().expect("42/dyn-1,[\"x\"]").expect("41/dyn-1,");
        two.peer().expect("42/dyn-2,[\"x\"]");
        assertThat(two.socket().connected()).isTrue();
    }

    @Test
    @Line(96)
    default void predicate_fails_isReportedAndRefuses() {
        SocketHarness io = SocketHarness.start(this);
        io.server().of((name, handshake) -> {
            throw new IllegalStateException("broken predicate");
        });

        io.open().send("40/x,").expect("44/x,{\"message\":\"Invalid namespace\"}");

        assertThat(io.failures()).hasSize(1);
    }

    @Test
    @Line(93)
    default void connect_toMoreNamespacesThanAllowed_isRefused_connectionStays() {
        SocketHarness io = SocketHarness.start(this);
        io.server().of(Pattern.compile("^/n"));
        SocketPeer peer = io.open();
        for (int n = 0; n < 1_000; n++) {
            peer.join("/n" + n);
        }

        peer.send("40/n1000,").expect("44/n1000,{\"message\":\"Too many namespaces\"}");
        peer.send("41/n7,");
        SocketHarness.eventually(() -> io.server().of("/n7").sockets().isEmpty());
        peer.join("/n1000");
    }

    @Test
    @Line(96)
    default void dynamic_moreThanAllowed_areRefused_thoseThatExistAreNot() {
        SocketHarness io = SocketHarness.start(this, options -> options.maxNamespaces(2));
        io.server().of(Pattern.compile("^/n"));
        io.server().of("/nOfTheApplication");
        SocketPeer peer = io.open();

        peer.join("/n1").join("/n2").join("/nOfTheApplication");
        peer.send("40/n3,").expect("44/n3,{\"message\":\"Too many namespaces\"}");
        io.open().join("/n2");

        assertThat(io.server().namespaces()).hasSize(4);
        assertThat(io.failures()).isEmpty();
    }

    @Test
    @Line(96)
    default void dynamic_asManyAsAllowed_theLongestUnusedMakesRoom() {
        SocketHarness io = SocketHarness.start(this, options -> options.maxNamespaces(3));
        ParentNamespace parent = io.server().of(Pattern.compile("^/n"));
        Pair one = io.pair("/n1");
        Pair two = io.pair("/n2");
        io.pair("/n3");
        for (Pair left : List.of(two, one)) {
            left.peer().close();
            SocketHarness.eventually(() -> !left.socket().connected());
            SocketHarness.settle(left.socket());
        }
        Namespace first = io.server().of("/n1");

        SocketPeer other = io.open();
        other.join("/n4");
        assertThat(names(parent)).containsExactlyInAnyOrder("/n1", "/n3", "/n4");
        other.join("/n1");
        assertThat(io.server().of("/n1")).isSameAs(first);
        other.send("40/n5,").expect("44/n5,{\"message\":\"Too many namespaces\"}");

        assertThat(names(parent)).containsExactlyInAnyOrder("/n1", "/n3", "/n4");
        assertThat(io.server().namespaces()).hasSize(4);
    }

    private static List<String> names(ParentNamespace parent) {
        return parent.children().stream().map(Namespace::name).toList();
    }

    @Test
    @Line({96, 99})
    default void dynamic_cleanedUp_makesRoomForOthers() {
        SocketHarness io =
                SocketHarness.start(this, options -> options.maxNamespaces(1).cleanUpNamespaces(true));
        io.server().of(Pattern.compile("^/n"));
        SocketPeer peer = io.open();
        for (int n = 0; n < 3; n++) {
            peer.join("/n" + n);
            peer.send("40/other" + n + ",").expect("44/other" + n + ",{\"message\":\"Invalid namespace\"}");
            peer.send("40/nOther,").expect("44/nOther,{\"message\":\"Too many namespaces\"}");
            peer.send("41/n" + n + ",");
            SocketHarness.eventually(() -> io.server().namespaces().size() == 1);
        }
    }

    @Test
    @Line(96)
    default void dynamic_nameTooLong_isRefused() {
        SocketHarness io = SocketHarness.start(this);
        io.server().of((String name) -> true);
        String longest = "/" + "n".repeat(255);
        io.server().of(longest + "own");
        SocketPeer peer = io.open();

        peer.join(longest);
        peer.send("40" + longest + "x,").expect("44" + longest + "x,{\"message\":\"Invalid namespace\"}");
        peer.join(longest + "own");

        assertThat(io.server().namespaces()).hasSize(3);
    }
}
