package dev.parley.example.nodes;

import dev.parley.clients.NodeMembers;
import dev.parley.example.Redis;
import dev.parley.example.TestServer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/** Two processes of Java and one of Node that are one chat, and further ones for tests that end them. */
final class Nodes implements AutoCloseable {

    private final Deque<Runnable> ends = new ArrayDeque<>();
    private final String name;
    private final String store;
    private final Redis redis;
    private final ChatProcess one;
    private final ChatProcess two;
    private final NodeMembers node;

    private Nodes(String store, String name) throws Exception {
        this.store = store;
        this.name = name;
        try {
            redis = Redis.started();
            ends.push(redis::close);
            CompletableFuture<ChatProcess> first = CompletableFuture.supplyAsync(this::launch);
            CompletableFuture<ChatProcess> second = CompletableFuture.supplyAsync(this::launch);
            node = NodeMembers.start("adapter-0.3.1", String.valueOf(redis.port()), name + "-" + ChatNode.Kind.OPEN);
            ends.push(node::close);
            one = first.join();
            ends.push(one::close);
            two = second.join();
            ends.push(two::close);
        } catch (Exception | Error failure) {
            close();
            throw failure;
        }
    }

    static Nodes over(String store) throws Exception {
        return over(store, TestServer.fresh("nodes"));
    }

    /** Of a name that no other chat in Redis and, in MongoDB, no other database has. */
    static Nodes over(String store, String name) throws Exception {
        return new Nodes(store, name);
    }

    private ChatProcess launch() {
        return ChatProcess.start(redis.url(), name, store);
    }

    Redis redis() {
        return redis;
    }

    /** The first process of Java. */
    ChatProcess one() {
        return one;
    }

    /** The second process of Java. */
    ChatProcess two() {
        return two;
    }

    /** A further process of Java. */
    ChatProcess further() {
        ChatProcess process = launch();
        ends.push(process::close);
        return process;
    }

    NodeMembers node() {
        return node;
    }

    @Override
    public void close() {
        while (!ends.isEmpty()) {
            ends.pop().run();
        }
    }
}
