package dev.parley.spring;

import com.mongodb.client.MongoClient;
import dev.parley.spring.ParleyProperties.StoreType;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageStore;
import dev.parley.store.jdbc.JdbcMessageStore;
import dev.parley.store.mongo.MongoMessageStore;
import dev.parley.store.mongo.MongoMessageStoreBuilder;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.util.ClassUtils;

/**
 * The store, by {@code parley.store.type}. The application's {@code DataSource} and {@code MongoClient} stay the application's: the
 * store does not close them.
 */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration"
        })
@ConditionalOnBooleanProperty(name = "parley.enabled", matchIfMissing = true)
@EnableConfigurationProperties(ParleyProperties.class)
public class ParleyStoreAutoConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(ParleyStoreAutoConfiguration.class);
    private static final String JDBC = "dev.parley.store.jdbc.JdbcMessageStore";
    private static final String MONGO = "dev.parley.store.mongo.MongoMessageStore";
    private static final String DATA_SOURCE = "javax.sql.DataSource";
    private static final String MONGO_CLIENT = "com.mongodb.client.MongoClient";

    /** Made by Spring. */
    ParleyStoreAutoConfiguration() {}

    @Bean(destroyMethod = "")
    @ConditionalOnMissingBean
    MessageStore parleyMessageStore(ParleyProperties properties, ListableBeanFactory beans) {
        return switch (chosen(properties.store().type(), beans)) {
            case JDBC -> Jdbc.store(beans);
            case SQLITE -> Jdbc.file(properties.store());
            case MONGO -> Mongo.store(properties.store(), beans);
            case MEMORY, AUTO -> InMemoryMessageStore.create();
        };
    }

    private static StoreType chosen(StoreType wanted, ListableBeanFactory beans) {
        if (wanted != StoreType.AUTO) {
            return wanted;
        }
        boolean jdbc = isPresent(JDBC) && hasOne(DATA_SOURCE, beans);
        boolean mongo = isPresent(MONGO) && hasOne(MONGO_CLIENT, beans);
        if (jdbc && mongo) {
            throw new ParleyConfigurationException(
                    "there are a DataSource and a MongoClient, and Parley can keep messages in either",
                    "Set parley.store.type to jdbc or to mongo.");
        }
        if (!jdbc && !mongo) {
            LOG.warn("Messages are kept in memory and are gone when the application ends. For a store that lasts add "
                    + "chat-store-jdbc or chat-store-mongo and a DataSource or MongoClient; parley.store.type=memory "
                    + "says that memory is meant");
            return StoreType.MEMORY;
        }
        return jdbc ? StoreType.JDBC : StoreType.MONGO;
    }

    private static boolean isPresent(String name) {
        return ClassUtils.isPresent(name, ParleyStoreAutoConfiguration.class.getClassLoader());
    }

    private static boolean hasOne(String type, ListableBeanFactory beans) {
        if (!isPresent(type)) {
            return false;
        }
        Class<?> known = ClassUtils.resolveClassName(type, ParleyStoreAutoConfiguration.class.getClassLoader());
        return beans.getBeanProvider(known, false).getIfUnique() != null;
    }

    /** Loaded only with {@code chat-store-jdbc} on the class path. */
    private static final class Jdbc {

        static MessageStore store(ListableBeanFactory beans) {
            return JdbcMessageStore.postgres(beans.getBean(DataSource.class));
        }

        static MessageStore file(ParleyProperties.Store store) {
            return JdbcMessageStore.sqlite(store.file());
        }
    }

    /** Loaded only with {@code chat-store-mongo} on the class path. */
    private static final class Mongo {

        static MessageStore store(ParleyProperties.Store store, ListableBeanFactory beans) {
            MongoMessageStoreBuilder builder = MongoMessageStore.builder().database(store.database());
            String prefix = store.prefix();
            return (prefix == null ? builder : builder.prefix(prefix))
                    .client(beans.getBean(MongoClient.class))
                    .build();
        }
    }
}
