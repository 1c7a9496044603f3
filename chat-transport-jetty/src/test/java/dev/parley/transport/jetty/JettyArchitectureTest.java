package dev.parley.transport.jetty;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.parley.architecture.PackageMap;
import dev.parley.architecture.ReflectionLaws;
import dev.parley.architecture.StructureLaws;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-jdk")
final class JettyArchitectureTest {

    private static final PackageMap MAP = new PackageMap()
            .with(
                    "dev.parley.transport.jetty",
                    "dev.parley.transport",
                    "dev.parley.transport.websocket",
                    "dev.parley.time",
                    "dev.parley.runtime",
                    "org.eclipse.jetty..",
                    "org.slf4j..");

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
        ReflectionLaws.of(CLASSES, "chat-transport-jetty").check();
    }
}
