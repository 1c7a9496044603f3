package dev.parley.clients;

import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Manager;
import io.socket.client.Socket;
import io.socket.engineio.client.Transport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.json.JSONArray;
import org.json.JSONObject;

/**
 * What is tried with a Java client, in calls that all its versions have: the class is loaded once for each version. Refers
 * to no test library, so that any class loader can load it.
 */
public final class JavaClientChecks {

    private static final int BURST = 50;

    private final String url;
    private final String[] transports;

    /** Checks against a server, over the given transports. */
    public JavaClientChecks(String url, String... transports) {
        this.url = url;
        this.transports = transports;
    }

    private Socket open(String path, String query) throws Exception {
        IO.Options options = new IO.Options();
        options.forceNew = true;
        options.transports = transports;
        options.query = query;
        options.reconnectionDelay = 50;
        return IO.socket(url + path, options);
    }

    private Socket connected() throws Exception {
        Socket socket = open("/", "");
        BlockingQueue<Object[]> connects = listen(socket, "connect");
        socket.connect();
        take(connects);
        return socket;
    }

    private static BlockingQueue<Object[]> listen(Socket socket, String event) {
        BlockingQueue<Object[]> heard = new LinkedBlockingQueue<>();
        socket.on(event, heard::add);
        return heard;
    }

    private static Object[] take(BlockingQueue<Object[]> heard) throws InterruptedException {
        Object[] args = heard.poll(20, TimeUnit.SECONDS);
        if (args == null) {
            throw new AssertionError("nothing heard");
        }
        return args;
    }

    private static Object[] ask(Socket socket, String event, Object... args) throws Exception {
        CompletableFuture<Object[]> answer = new CompletableFuture<>();
        socket.emit(event, args, (Ack) answer::complete);
        return answer.get(20, TimeUnit.SECONDS);
    }

    private static void equal(Object actual, Object expected) {
        if (!String.valueOf(actual).equals(String.valueOf(expected))) {
            throw new AssertionError("expected " + expected + " but was " + actual);
        }
    }

    /** Events with several arguments, there and back. */
    public void events() throws Exception {
        Socket socket = connected();
        BlockingQueue<Object[]> heard = listen(socket, "echo");
        JSONObject nested = new JSONObject().put("a", new JSONArray(List.of(1, "zwei")));

        socket.emit("echo", "grüße 😀", 42, true, nested);

        Object[] back = take(heard);
        equal(Arrays.asList(back[0], back[1], back[2]), List.of("grüße 😀", 42, true));
        equal(back[3], nested);
        socket.disconnect();
    }

    /** Acks in both directions. */
    public void acks() throws Exception {
        Socket socket = connected();
        equal(ask(socket, "sum", 2, 3)[0], 5);
        BlockingQueue<Object[]> answered = listen(socket, "answered");
        socket.on("question", args -> ((Ack) args[args.length - 1]).call(args[0] + "!"));
        socket.emit("ask me", "really");
        equal(take(answered)[0], "really!");
        socket.disconnect();
    }

    /** Binary at any depth of a payload. */
    public void binary() throws Exception {
        Socket socket = connected();
        BlockingQueue<Object[]> heard = listen(socket, "echo");
        byte[] bytes = {0, 4, -1};

        socket.emit(
                "echo", new JSONObject().put("deep", new JSONArray().put(bytes).put("x")), new byte[70_000]);

        Object[] back = take(heard);
        JSONArray deep = ((JSONObject) back[0]).getJSONArray("deep");
        equal(Arrays.toString((byte[]) deep.get(0)), Arrays.toString(bytes));
        equal(((byte[]) back[1]).length, 70_000);
        socket.disconnect();
    }

    /** A namespace that refuses without a token, beside the main one. */
    public void namespaces() throws Exception {
        Socket main = connected();
        Socket unknown = open("/nowhere", "");
        BlockingQueue<Object[]> refused = listen(unknown, "connect_error");
        unknown.on("error", refused::add);
        unknown.connect();
        take(refused);
        equal(unknown.connected(), false);
        equal(ask(main, "where")[0], "/");
        unknown.disconnect();
        main.disconnect();
    }

    /** A dropped connection comes back with another id. */
    public void reconnection() throws Exception {
        Socket socket = open("/", "");
        BlockingQueue<Object[]> again = listen(socket, "connect");
        BlockingQueue<Object[]> written = written(socket);
        BlockingQueue<Object[]> gone = listen(socket, "disconnect");
        socket.connect();
        take(again);
        String first = socket.id();
        if (transports.length > 1) {
            // The probe, and the switch: in between the client would notice a loss by its ping timeout only.
            take(written);
            take(written);
        }

        lose(socket, gone);
        take(again);
        if (first.equals(socket.id())) {
            throw new AssertionError("the same id again: " + first);
        }
        equal(ask(socket, "sum", 1, 1)[0], 2);
        socket.disconnect();
    }

    /** What it writes over a WebSocket, write by write. */
    private static BlockingQueue<Object[]> written(Socket socket) {
        BlockingQueue<Object[]> writes = new LinkedBlockingQueue<>();
        socket.io().on(Manager.EVENT_TRANSPORT, args -> {
            Transport transport = (Transport) args[0];
            if (transport.name.equals("websocket")) {
                transport.on(Transport.EVENT_DRAIN, writes::add);
            }
        });
        return writes;
    }

    /** Asks again while nothing is noticed: between two polls a client has no connection to lose. */
    private static void lose(Socket socket, BlockingQueue<Object[]> gone) throws InterruptedException {
        for (int attempts = 4; attempts > 0; attempts--) {
            socket.emit("drop all");
            if (gone.poll(5, TimeUnit.SECONDS) != null) {
                return;
            }
        }
        throw new AssertionError("the loss was not noticed");
    }

    /** Fifty messages each way while the transport may change. */
    public void burst() throws Exception {
        List<Object> received = Collections.synchronizedList(new ArrayList<>());
        Socket socket = open("/", "");
        CompletableFuture<Void> complete = new CompletableFuture<>();
        socket.on("burst", args -> {
            received.add(args[0]);
            if (received.size() == BURST) {
                complete.complete(null);
            }
        });
        BlockingQueue<Object[]> connects = listen(socket, "connect");
        socket.connect();
        take(connects);
        socket.emit("burst", BURST);
        for (int n = 0; n < BURST; n++) {
            socket.emit("count", n);
        }
        complete.get(20, TimeUnit.SECONDS);

        List<Integer> expected = IntStream.range(0, BURST).boxed().toList();
        equal(received, expected);
        equal(ask(socket, "counted")[0], new JSONArray(expected));
        socket.disconnect();
    }

    private static final List<String> LAST_EVENTS = List.of("b1", "b2", "b3");
    private static final int[] UPGRADE_MILLIS = {0, 1, 2, 4, 8, 15, 30};

    /** Ended by the server behind events and an answer, at moments when the transport may change: misses nothing. */
    public void ending() throws Exception {
        for (String how : List.of("disconnect", "disconnect sockets")) {
            for (int delay : transports.length > 1 ? UPGRADE_MILLIS : new int[] {0}) {
                Socket socket = open("/", "");
                BlockingQueue<Object[]> connects = listen(socket, "connect");
                BlockingQueue<String> heard = lastWords(socket);
                socket.connect();
                take(connects);
                socket.emit("end", new Object[] {how, delay}, (Ack) args -> heard.add("" + args[0]));
                heardAll(socket, heard, List.of("b1", "b2", "b3", "done", "io server disconnect"));
            }
        }
    }

    /** Ended by the server as soon as it is connected. */
    public void kick() throws Exception {
        for (int round = 0; round < 5; round++) {
            Socket socket = open("/kick", "");
            BlockingQueue<String> heard = lastWords(socket);
            socket.connect();
            heardAll(socket, heard, List.of("b1", "b2", "b3", "io server disconnect"));
        }
    }

    private static BlockingQueue<String> lastWords(Socket socket) {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        LAST_EVENTS.forEach(event -> socket.on(event, args -> heard.add(event)));
        socket.on("disconnect", args -> heard.add("" + args[0]));
        return heard;
    }

    private static void heardAll(Socket socket, BlockingQueue<String> heard, List<String> expected) throws Exception {
        List<String> all = new ArrayList<>();
        while (all.size() < expected.size()) {
            String next = heard.poll(20, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("expected " + expected + " but heard " + all);
            }
            all.add(next);
        }
        equal(all, expected);
        // Longer than the client would wait before it came again.
        String more = heard.poll(150, TimeUnit.MILLISECONDS);
        if (more != null) {
            throw new AssertionError("heard at the end: " + more);
        }
        equal(socket.connected(), false);
    }
}
