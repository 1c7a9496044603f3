package dev.parley.cluster.redis;

import static dev.parley.cluster.redis.ChatNode.eventually;
import static dev.parley.cluster.redis.ChatNode.next;
import static dev.parley.cluster.redis.ChatNode.say;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.chat.policy.PresenceStatus;
import dev.parley.cluster.redis.chat.RedisChatCluster;
import dev.parley.cluster.redis.server.RedisServers;
import dev.parley.testkit.LocalClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Hints and presence of two engines over the Redis that others have: encrypted, for a user, with sentinels, or as a Redis Cluster. */
@Tag("any-jdk")
final class RedisChatServersTest {

    @RegisterExtension
    static final ChatNodes NODES = new ChatNodes(Duration.ofSeconds(3));

    /** As docs/cluster.md names them. */
    private static final String RIGHTS = """
            PUBLISH SUBSCRIBE UNSUBSCRIBE PING SELECT CLIENT
            EVAL TIME ZADD ZSCORE ZRANGEBYSCORE ZREM HSET HGET HMGET HDEL HKEYS HGETALL SADD SREM SRANDMEMBER SCARD GET SET PTTL PEXPIRE DEL
            """;

    private static String leases(String chat) {
        return "parley:{" + chat + "}:engines";
    }

    /** A chat of which one server of the cluster has the leases and the subscriptions. */
    private static String nameOnOneServer() {
        return IntStream.range(0, 100)
                .mapToObj(i -> "chat" + i)
                .filter(name -> ServerCluster.place(leases(name)) == ServerCluster.place("parley:" + name + ":hints"))
                .findFirst()
                .orElseThrow();
    }

    private static ChatNode node(RedisServers servers, String name) {
        return NODES.start(RedisChatCluster.connect(servers, name));
    }

    /** Reads messages, own ones too, until this one comes. */
    private static void awaitText(LocalClient client, String text) {
        Object found = null;
        while (!text.equals(found)) {
            found = next(client, "message", "text");
        }
    }

    private static void expectHint(LocalClient from, LocalClient to, ChatNode of, String text) {
        int read = of.calls().calls("changesSince");
        say(from, text);
        awaitText(to, text);
        assertThat(of.calls().calls("changesSince")).as("readings of the log").isEqualTo(read);
    }

    /** Two engines share a chat, also when the server that has all of it is killed and another one takes its place. */
    private static void shareAndSurvive(ChatNode one, ChatNode two, RedisServer master) throws Exception {
        LocalClient alice = one.join("alice");
        LocalClient bob = two.join("bob");
        eventually()
                .until(() ->
                        two.listed().equals(List.of("alice", "bob")) && two.seen("alice") == PresenceStatus.ONLINE);
        expectHint(alice, bob, two, "hello");

        master.kill();
        eventually().until(() -> !two.chat().presenceIsCertain());
        say(alice, "away");
        awaitText(bob, "away");
        one.awaitRedis();
        two.awaitRedis();

        long hints = one.cluster().stats().received();
        say(bob, "back");
        awaitText(alice, "back");
        eventually().until(() -> one.cluster().stats().received() > hints);
        assertThat(bob.unread()).noneMatch(event -> event.name().equals("userLeft"));
        eventually().until(() -> two.seen("alice") == PresenceStatus.ONLINE);
        alice.drop();
        eventually().until(() -> two.listed().equals(List.of("bob")));
        eventually().until(() -> two.seen("alice") == PresenceStatus.OFFLINE);
    }

    @Test
    void tls_userWithTheRightsOfTheDocument_hintsAndPresenceCross() throws Exception {
        Certificates certificates = Certificates.ofThisMachine();
        List<String> options = new ArrayList<>(certificates.options());
        options.addAll(List.of("--user", "default", "on", "nopass", "~*", "&*", "+@all"));
        options.addAll(
                List.of("--user", "chat", "on", ">of-a-user", "~parley:{chat}:*", "&parley:chat:hints", "-@all"));
        RIGHTS.lines().flatMap(line -> Stream.of(line.split(" "))).forEach(command -> options.add('+' + command));
        RedisServer redis = NODES.opened(RedisServer.start(options.toArray(String[]::new)));
        RedisServers servers = RedisServers.at("rediss://127.0.0.1:" + redis.tlsPort())
                .tls(certificates.context())
                .user("chat")
                .password("of-a-user".toCharArray())
                .build();
        ChatNode one = node(servers, "chat");
        ChatNode two = node(servers, "chat");
        LocalClient alice = one.join("alice");
        LocalClient bob = two.join("bob");

        eventually().until(() -> two.listed().equals(List.of("alice", "bob")));
        expectHint(alice, bob, two, "hello");
        assertThat(redis.plainConnections()).isEmpty();
    }

    @Test
    void sentinels_masterKilled_hintsAndPresenceGoOnWithTheNextOne() throws Exception {
        SentinelSet set = NODES.opened(SentinelSet.start(Certificates.ofThisMachine()));
        RedisServers servers = set.servers().build();

        shareAndSurvive(node(servers, "chat"), node(servers, "chat"), set.master());

        assertThat(set.plainConnections()).isEmpty();
    }

    @Test
    void redisCluster_ownerKilled_hintsAndPresenceGoOnWithItsReplica() throws Exception {
        String name = nameOnOneServer();
        String leases = leases(name);
        ServerCluster redis = NODES.opened(ServerCluster.start(leases, Certificates.ofThisMachine()));

        shareAndSurvive(node(redis.redis(), name), node(redis.redis(), name), redis.owner(leases));

        assertThat(redis.plainConnections()).isEmpty();
    }

    @Test
    void redisCluster_nameWhoseKeysWouldBeOnSeveralServers_isRefused() {
        RedisServers servers = RedisServers.cluster("127.0.0.1:7000").build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisChatCluster.connect(servers, "}chat"))
                .withMessageContaining("several servers");
    }
}
