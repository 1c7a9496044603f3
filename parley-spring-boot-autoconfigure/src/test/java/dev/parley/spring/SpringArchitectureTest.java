package dev.parley.spring;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.parley.architecture.PackageMap;
import dev.parley.architecture.ReflectionLaws;
import dev.parley.architecture.StructureLaws;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-jdk")
final class SpringArchitectureTest {

    private static final PackageMap MAP = new PackageMap()
            .with(
                    "dev.parley.spring",
                    "dev.parley.chat",
                    "dev.parley.chat.cluster",
                    "dev.parley.chat.policy",
                    "dev.parley.engineio.options",
                    "dev.parley.model",
                    "dev.parley.runtime.observe",
                    "dev.parley.socketio",
                    "dev.parley.socketio.event",
                    "dev.parley.socketio.handshake",
                    "dev.parley.store..",
                    "dev.parley.transport..",
                    "com.mongodb.client",
                    "jakarta.validation..",
                    "org.eclipse.jetty.server",
                    "org.slf4j",
                    "org.springframework..")
            .with(
                    "dev.parley.spring.actuate",
                    "dev.parley.chat",
                    "dev.parley.chat.cluster",
                    "dev.parley.chat.policy",
                    "dev.parley.cluster",
                    "dev.parley.metrics.micrometer",
                    "dev.parley.socketio",
                    "dev.parley.spring",
                    "dev.parley.store",
                    "io.micrometer..",
                    "org.springframework..")
            .with(
                    "dev.parley.spring.test",
                    "dev.parley.chat",
                    "dev.parley.chat.policy",
                    "dev.parley.engineio.options",
                    "dev.parley.runtime.observe",
                    "dev.parley.socketio",
                    "dev.parley.spring",
                    "dev.parley.store",
                    "dev.parley.testkit",
                    "dev.parley.time",
                    "org.junit.jupiter.api..",
                    "org.springframework..");

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
        ReflectionLaws.of(CLASSES, "parley-spring-boot-autoconfigure").check();
    }
}
