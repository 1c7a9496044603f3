package demo;

import dev.parley.chat.ChatEngine;
import dev.parley.cluster.redis.RedisStreams;
import dev.parley.metrics.micrometer.ParleyMetrics;
import dev.parley.store.jdbc.JdbcMessageStore;
import dev.parley.store.mongo.MongoMessageStore;
import dev.parley.store.redis.TieredMessageStore;
import dev.parley.transport.jetty.JettyTransport;
import dev.parley.transport.servlet.ParleyServletOptions;
import dev.parley.transport.vertx.VertxTransport;
import java.util.List;

/** Names a type of each library that the BOM manages. */
public final class Main {

    public static void main(String[] arguments) {
        List<Class<?>> types = List.of(
                ChatEngine.class,
                JdbcMessageStore.class,
                MongoMessageStore.class,
                JettyTransport.class,
                ParleyServletOptions.class,
                VertxTransport.class,
                ParleyMetrics.class,
                RedisStreams.class,
                TieredMessageStore.class);
        types.forEach(type -> System.out.println("bom: " + type.getName()));
    }

    private Main() {}
}
