package dev.parley.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.List;
import java.util.Set;
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
                    "dev.parley.transport.local",
                    JACKSON,
                    SLF4J)
            .with("dev.parley.model")
            .with("dev.parley.store", "dev.parley.model", SLF4J)
            .with("dev.parley.export", "dev.parley.model", "dev.parley.store", JACKSON, SLF4J)
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

    /** A user meets Jackson where the JSON codec is configured, and no other type of a third party anywhere. */
    @Test
    void publicTypes_ofExportedPackages_nameJacksonInOnePlace() {
        Set<String> internal = Set.of("dev.parley.engineio", "dev.parley.socketio.packet");

        List<String> places = CLASSES.stream()
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(type -> !internal.contains(type.getPackageName()))
                .filter(CoreArchitectureTest::namesThirdParty)
                .map(JavaClass::getName)
                .toList();

        assertThat(places).hasSizeLessThanOrEqualTo(1);
    }

    private static boolean namesThirdParty(JavaClass type) {
        return type.getMembers().stream()
                .filter(CoreArchitectureTest::isSeen)
                .anyMatch(member -> member.getAllInvolvedRawTypes().stream()
                        .map(JavaClass::getPackageName)
                        .anyMatch(name -> name.startsWith("com.fasterxml.") || name.startsWith("org.slf4j")));
    }

    private static boolean isSeen(JavaMember member) {
        return member.getModifiers().contains(JavaModifier.PUBLIC)
                || member.getModifiers().contains(JavaModifier.PROTECTED);
    }
}
