package dev.parley.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The packages of one module, each with the packages it may import, and the rules that hold in all of them.
 *
 * <p>Every package may import itself, the JDK and the nullness annotations. A package that is not on the map is an error.
 */
public final class PackageMap {

    private final Map<String, List<String>> imports = new LinkedHashMap<>();

    /** An empty map. */
    public PackageMap() {}

    /**
     * Adds a package.
     *
     * @param name the package
     * @param mayImport package patterns, such as {@code org.slf4j} or {@code org.eclipse.jetty..}
     * @return this map
     */
    public PackageMap with(String name, String... mayImport) {
        imports.put(name, List.of(mayImport));
        return this;
    }

    /**
     * Reads the main classes of this map's packages, and of any package below them, from the class path.
     *
     * @return the classes, without those of tests and of packages that are on the class path for other reasons
     */
    public JavaClasses mainClasses() {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
                .withImportOption(location -> location.contains("/classes/dev/") || location.contains("/main/dev/"))
                .importPackages(imports.keySet());
    }

    /**
     * Checks the imports of every package, and that there is no package beside those of the map.
     *
     * @param classes the classes to check
     */
    public void checkImports(JavaClasses classes) {
        classes()
                .should()
                .resideInAnyPackage(imports.keySet().toArray(String[]::new))
                .check(classes);
        imports.forEach((name, others) -> {
            List<String> allowed = new ArrayList<>(others);
            allowed.addAll(
                    List.of(name, "java..", "javax.net", "javax.net.ssl", "javax.sql", "org.jspecify.annotations"));
            classes()
                    .that(resideInAPackage(name))
                    .should()
                    .onlyDependOnClassesThat(resideInAnyPackage(allowed.toArray(String[]::new)))
                    .allowEmptyShould(true)
                    .check(classes);
        });
    }

    /**
     * Checks that packages do not import each other in a circle.
     *
     * @param classes the classes to check
     */
    public static void checkCycles(JavaClasses classes) {
        slices().matching("dev.parley.(**)").should().beFreeOfCycles().check(classes);
    }

    /**
     * Checks that names say what a type is, not that it is one of many.
     *
     * @param classes the classes to check
     */
    public static void checkNames(JavaClasses classes) {
        noClasses()
                .should()
                .haveSimpleNameStartingWith("Abstract")
                .orShould()
                .haveNameMatching(".*(Impl|Manager|Helper|Utils?)(\\$.*)?")
                .orShould()
                .resideInAnyPackage("..util..", "..common..", "..misc..", "..impl..", "..handler..")
                .check(classes);
    }

    /**
     * Checks that time comes from an injected clock, that no queue is without a bound, and that logging goes through SLF4J.
     *
     * @param classes the classes to check
     * @param systemClock full name of the one class that may ask the system for the time; may be a name of no class
     */
    public static void checkHabits(JavaClasses classes, String systemClock) {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(systemClock)
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .because("time is injected")
                .check(classes);
        noClasses()
                .should()
                .callConstructor(LinkedBlockingQueue.class)
                .orShould()
                .callConstructor(LinkedBlockingDeque.class)
                .because("every queue has a bound")
                .check(classes);
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging..")
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .because("logging goes through SLF4J")
                .check(classes);
    }
}
