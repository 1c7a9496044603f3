package dev.parley.cluster.redis;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.parley.architecture.PackageMap;
import dev.parley.architecture.ReflectionLaws;
import dev.parley.architecture.StructureLaws;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-jdk")
final class RedisArchitectureTest {

    private static final PackageMap MAP = new PackageMap()
            .with(
                    "dev.parley.cluster.redis",
                    "dev.parley.cluster.redis.connection",
                    "dev.parley.cluster.redis.server",
                    "dev.parley.cluster",
                    "dev.parley.runtime",
                    "dev.parley.socketio",
                    "dev.parley.time",
                    "org.slf4j",
                    "redis.clients.jedis..")
            .with(
                    "dev.parley.cluster.redis.pubsub",
                    "dev.parley.cluster.redis.connection",
                    "dev.parley.cluster.redis.server",
                    "dev.parley.cluster",
                    "dev.parley.runtime",
                    "dev.parley.socketio",
                    "dev.parley.time",
                    "org.slf4j",
                    "redis.clients.jedis..")
            .with(
                    "dev.parley.cluster.redis.chat",
                    "dev.parley.cluster",
                    "dev.parley.cluster.redis.connection",
                    "dev.parley.cluster.redis.form",
                    "dev.parley.cluster.redis.server",
                    "dev.parley.chat.cluster",
                    "dev.parley.chat.policy",
                    "dev.parley.model",
                    "dev.parley.runtime",
                    "dev.parley.socketio",
                    "dev.parley.time",
                    "org.slf4j",
                    "redis.clients.jedis..")
            .with("dev.parley.cluster.redis.form", "dev.parley.cluster.redis.connection", "dev.parley.model")
            .with("dev.parley.cluster.redis.server")
            .with(
                    "dev.parley.cluster.redis.connection",
                    "dev.parley.cluster.redis.server",
                    "dev.parley.cluster",
                    "dev.parley.runtime",
                    "dev.parley.socketio",
                    "dev.parley.socketio.packet",
                    "dev.parley.time",
                    "dev.parley.transport",
                    "org.slf4j",
                    "redis.clients.jedis..");

    private static final JavaClasses CLASSES = MAP.mainClasses();

    @Test
    void imports_ofEveryPackage_followTheMap() {
        MAP.checkImports(CLASSES);
    }

    @Test
    void structure_ofEveryPackage_keepsTheLaws() {
        StructureLaws.of(CLASSES).check();
    }

    @Test
    void names_ofTypesAndPackages_sayWhatTheyAre() {
        PackageMap.checkNames(CLASSES);
    }

    @Test
    void habits_timeQueuesAndLogging_areTheHouseOnes() {
        PackageMap.checkHabits(CLASSES, "none");
    }

    @Test
    void reflection_ofEveryClass_isKnownToNativeImages() {
        ReflectionLaws.of(CLASSES, "chat-cluster-redis").check();
    }
}
