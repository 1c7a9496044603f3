package dev.parley.metrics.micrometer;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.parley.architecture.PackageMap;
import dev.parley.architecture.ReflectionLaws;
import dev.parley.architecture.StructureLaws;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-jdk")
final class MetricsArchitectureTest {

    private static final PackageMap MAP = new PackageMap()
            .with(
                    "dev.parley.metrics.micrometer",
                    "dev.parley.chat",
                    "dev.parley.chat.cluster",
                    "dev.parley.chat.policy",
                    "dev.parley.cluster",
                    "dev.parley.model",
                    "dev.parley.runtime",
                    "dev.parley.runtime.observe",
                    "dev.parley.socketio",
                    "dev.parley.store",
                    "dev.parley.transport",
                    "io.micrometer..",
                    "org.slf4j");

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
        ReflectionLaws.of(CLASSES, "chat-metrics-micrometer").check();
    }
}
