package dev.parley.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import org.junit.jupiter.api.Test;

final class CoreArchitectureTest {

    private static final String JACKSON = "com.fasterxml.jackson..";
    private static final String SLF4J = "org.slf4j";

    private static final PackageMap MAP = new PackageMap()
            .with("dev.parley.transport")
            .with("dev.parley.transport.local", "dev.parley.transport")
            .with("dev.parley.engineio", "dev.parley.transport", SLF4J)
            .with("dev.parley.socketio.packet", "dev.parley.engineio", "dev.parley.transport", JACKSON)
            .with(
                    "dev.parley.socketio",
                    "dev.parley.socketio.packet",
                    "dev.parley.engineio",
                    "dev.parley.transport",
                    JACKSON,
                    SLF4J)
            .with("dev.parley.model")
            .with("dev.parley.store", "dev.parley.model", SLF4J)
            .with("dev.parley.export", "dev.parley.model", "dev.parley.store", JACKSON)
            .with(
                    "dev.parley.chat",
                    "dev.parley.model",
                    "dev.parley.store",
                    "dev.parley.export",
                    "dev.parley.socketio",
                    "dev.parley.transport",
                    JACKSON,
                    SLF4J);

    private static final JavaClasses CLASSES = MAP.mainClasses();

    @Test
    void imports_ofEveryPackage_followTheMap() {
        MAP.checkImports(CLASSES);
    }

    @Test
    void packages_importingEachOther_haveNoCycle() {
        PackageMap.checkCycles(CLASSES);
    }

    @Test
    void names_ofTypesAndPackages_sayWhatTheyAre() {
        PackageMap.checkNames(CLASSES);
    }

    @Test
    void habits_timeQueuesAndLogging_areTheHouseOnes() {
        PackageMap.checkHabits(CLASSES, "dev.parley.transport.SystemScheduler");
    }
}
