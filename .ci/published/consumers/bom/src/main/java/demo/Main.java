package demo;

import dev.parley.chat.ChatEngine;
import dev.parley.store.jdbc.JdbcMessageStore;
import dev.parley.store.mongo.MongoMessageStore;
import dev.parley.transport.jetty.JettyTransport;
import java.util.List;

/** Names a type of each module that the BOM manages. */
public final class Main {

    public static void main(String[] arguments) {
        List<Class<?>> types =
                List.of(ChatEngine.class, JdbcMessageStore.class, MongoMessageStore.class, JettyTransport.class);
        types.forEach(type -> System.out.println("bom: " + type.getName()));
    }

    private Main() {}
}
