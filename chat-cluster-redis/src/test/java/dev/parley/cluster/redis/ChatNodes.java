package dev.parley.cluster.redis;

import dev.parley.chat.ChatEngine;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.Limit;
import dev.parley.cluster.redis.chat.RedisChatCluster;
import dev.parley.model.User;
import dev.parley.store.ForwardingMessageStore;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.testkit.LocalTransport;
import dev.parley.testkit.fault.FaultInjector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Chat engines over one store, new for each test, and a Redis for all tests of a class, which runs and is empty when a test begins. What a test
 * has opened is closed behind it, last opened first. A static field of the class.
 */
final class ChatNodes implements BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    private final ChatLimits limits;
    private final List<AutoCloseable> opened = new ArrayList<>();
    private InMemoryMessageStore store = InMemoryMessageStore.create();
    /** Null until a test asks for it. */
    private @Nullable RedisServer redis;

    ChatNodes() {
        this(Duration.ofMillis(500));
    }

    /** Users are offline so long after they were seen. */
    ChatNodes(Duration grace) {
        limits = ChatLimits.defaults()
                .with(Limit.MESSAGE_BURST, 10_000)
                .with(Limit.COMMAND_BURST, 10_000)
                .with(Limit.PRESENCE_GRACE, grace);
    }

    RedisServer redis() throws Exception {
        RedisServer running = redis;
        if (running == null) {
            running = RedisServer.start();
            redis = running;
        }
        return running;
    }

    InMemoryMessageStore store() {
        return store;
    }

    <T extends AutoCloseable> T opened(T part) {
        opened.add(part);
        return part;
    }

    /** An engine; waits until it reaches the others. */
    ChatNode start(RedisChatCluster cluster) {
        FaultInjector calls = FaultInjector.around(new ForwardingMessageStore(store) {
            @Override
            public void close() {
                // The others still use it.
            }
        });
        ChatEngine chat = opened(ChatEngine.builder()
                .store(calls.store())
                .cluster(cluster)
                .limits(limits)
                .authenticator(handshake -> {
                    String user = String.valueOf(handshake.auth("token", String.class));
                    return CompletableFuture.completedFuture(User.of(user, user));
                })
                .build());
        ChatNode node = new ChatNode(chat, cluster, calls, opened(LocalTransport.of(chat)));
        node.awaitRedis();
        return node;
    }

    /** An engine over the Redis of the class. */
    ChatNode start() throws Exception {
        return start(RedisChatCluster.connect(redis().url()));
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        store = InMemoryMessageStore.create();
        if (redis != null) {
            redis.ensureRunning();
            try (var jedis = redis.jedis()) {
                jedis.flushAll();
            }
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
        opened.clear();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (redis != null) {
            redis.close();
        }
    }
}
