package dev.parley.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
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
     * Checks that what is random comes from a generator that can be injected, so that a run with one seed and one clock can be
     * repeated: nothing else creates one, draws an id, asks for the hash of an identity or runs on threads of the JDK.
     *
     * @param classes the classes to check
     * @param owners full names of the classes that may, each for a reason that its caller knows
     */
    public static void checkRepeatable(JavaClasses classes, Set<String> owners) {
        noClasses()
                .that(DescribedPredicate.describe("own no randomness", type -> !owners.contains(type.getName())))
                .should()
                .dependOnClassesThat(assignableTo(Random.class))
                .orShould()
                .dependOnClassesThat(type(SplittableRandom.class))
                .orShould()
                .dependOnClassesThat(type(IdentityHashMap.class))
                .orShould()
                .dependOnClassesThat(type(ForkJoinPool.class))
                .orShould()
                .dependOnClassesThat(assignableTo(Clock.class))
                .orShould()
                .callMethodWhere(HIDDEN_SOURCE)
                .because("randomness, time and threads are injected")
                .check(classes);
    }

    /** Methods of the JDK that draw from a source of their own, or run on threads of their own. */
    private static final DescribedPredicate<JavaMethodCall> HIDDEN_SOURCE =
            DescribedPredicate.describe("draws from a hidden source", call -> {
                String owner = call.getTargetOwner().getName();
                String method = call.getName();
                int parameters = call.getTarget().getRawParameterTypes().size();
                return switch (owner) {
                    case "java.util.UUID" -> method.equals("randomUUID");
                    case "java.lang.Math", "java.lang.StrictMath" -> method.equals("random");
                    case "java.lang.System" -> method.equals("identityHashCode");
                    case "java.util.Collections" -> method.equals("shuffle") && parameters == 1;
                    case "java.util.random.RandomGenerator" -> method.equals("of") || method.equals("getDefault");
                    case "java.util.Collection" -> method.equals("parallelStream");
                    case "java.util.concurrent.CompletableFuture" ->
                        List.of("orTimeout", "completeOnTimeout", "delayedExecutor")
                                        .contains(method)
                                || (method.endsWith("Async") && !takesExecutor(call));
                    default -> owner.startsWith("java.time.") && method.equals("now");
                };
            });

    private static boolean takesExecutor(JavaMethodCall call) {
        return call.getTarget().getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(Executor.class));
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
