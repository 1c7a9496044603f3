package dev.parley.example;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.parley.architecture.PackageMap;
import dev.parley.architecture.StructureLaws;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-jdk")
final class ExampleArchitectureTest {

    private static final JavaClasses CLASSES =
            new PackageMap().with("dev.parley.example").mainClasses();

    @Test
    void packages_importingEachOther_haveNoCycle() {
        PackageMap.checkCycles(CLASSES);
    }

    @Test
    void structure_ofEveryPackage_keepsTheLaws() {
        StructureLaws.of(CLASSES).check();
    }

    @Test
    void names_ofTypesAndPackages_sayWhatTheyAre() {
        PackageMap.checkNames(CLASSES);
    }
}
