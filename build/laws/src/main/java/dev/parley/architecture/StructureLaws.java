package dev.parley.architecture;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collector;
import org.jspecify.annotations.Nullable;

/**
 * How large the parts of one module may be: at most {@value #MAX_FILES} files a package, no knot of more than {@value #MAX_KNOT}
 * types (types of one package each of which reaches each other by references, directly or through others of the package), and no
 * simple name for two types of the module. Nested types count with the type that holds them.
 *
 * <p>What breaks a law for now is named with its number; it may only get better, and when it keeps the law its exception has to go.
 */
public final class StructureLaws {

    static final int MAX_FILES = 30;
    static final int MAX_KNOT = 12;

    /** Full names of outer types, with those of the same module that each refers to. */
    private final Map<String, Set<String>> references;

    private final Map<String, Integer> files = new TreeMap<>();
    private final Map<String, Integer> knots = new TreeMap<>();
    private final Set<String> names = new TreeSet<>();

    StructureLaws(Map<String, Set<String>> references) {
        this.references = references;
    }

    /**
     * The laws over one module.
     *
     * @param classes its main classes
     * @return the laws, without exceptions
     */
    public static StructureLaws of(JavaClasses classes) {
        Map<String, Set<String>> references = new HashMap<>();
        for (JavaClass type : classes) {
            Set<String> known = references.computeIfAbsent(outer(type), name -> new HashSet<>());
            type.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .map(StructureLaws::outer)
                    .forEach(known::add);
        }
        return new StructureLaws(references);
    }

    private static String outer(JavaClass type) {
        String name = type.getName();
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }

    /**
     * A package that has too many files for now.
     *
     * @param name the package
     * @param most how many there are
     * @return these laws
     */
    public StructureLaws exceptFiles(String name, int most) {
        files.put(name, most);
        return this;
    }

    /**
     * A package with too large a knot for now.
     *
     * @param name the package
     * @param most how many types its largest knot has
     * @return these laws
     */
    public StructureLaws exceptKnot(String name, int most) {
        knots.put(name, most);
        return this;
    }

    /**
     * Simple names that are used twice for now.
     *
     * @param simple the names
     * @return these laws
     */
    public StructureLaws exceptNames(String... simple) {
        names.addAll(List.of(simple));
        return this;
    }

    /** Checks all three, and that no exception is without need. */
    public void check() {
        assertThat(violations()).isEmpty();
    }

    List<String> violations() {
        List<String> found = new ArrayList<>();
        Map<String, List<String>> packages =
                references.keySet().stream().collect(groupingBy(StructureLaws::packageOf, TreeMap::new, sorted()));
        packages.forEach((name, types) -> {
            judge(found, name + ": files", types, MAX_FILES, files.remove(name));
            judge(found, name + ": types of a knot", largestKnot(types), MAX_KNOT, knots.remove(name));
        });
        files.keySet().forEach(name -> found.add(name + ": there is no such package; remove its exception"));
        knots.keySet().forEach(name -> found.add(name + ": there is no such package; remove its exception"));
        judgeNames(found);
        return found;
    }

    private static Collector<String, ?, List<String>> sorted() {
        return collectingAndThen(toCollection(TreeSet::new), List::copyOf);
    }

    private static void judge(
            List<String> found, String what, List<String> parts, int law, @Nullable Integer exception) {
        int most = exception == null ? law : exception;
        if (parts.size() > most) {
            found.add(what + ": " + parts.size() + ", at most " + most + ": "
                    + parts.stream().map(StructureLaws::simpleName).toList());
        } else if (exception != null && parts.size() <= law) {
            found.add(what + ": " + parts.size() + "; remove the exception");
        }
    }

    private void judgeNames(List<String> found) {
        Map<String, List<String>> bySimpleName = references.keySet().stream()
                .filter(name -> !name.endsWith(".package-info") && !name.equals("module-info"))
                .collect(groupingBy(StructureLaws::simpleName, TreeMap::new, sorted()));
        bySimpleName.forEach((name, types) -> {
            if (types.size() > 1 && !names.remove(name)) {
                found.add(name + ": one simple name for " + types);
            }
        });
        names.forEach(name -> found.add(name + ": not used twice; remove the exception"));
    }

    /** The largest set of types of one package of which each reaches each other; empty when there is no cycle. */
    private List<String> largestKnot(List<String> types) {
        Set<String> inside = Set.copyOf(types);
        Map<String, Set<String>> reached = new HashMap<>();
        types.forEach(type -> reached.put(type, reachedFrom(type, inside)));
        List<String> largest = List.of();
        for (Set<String> from : reached.values()) {
            // Two types reach each other if each is among what the other reaches, and then both reach the same.
            List<String> knot = types.stream()
                    .filter(type -> from.contains(type) && from.equals(reached.get(type)))
                    .toList();
            largest = knot.size() > Math.max(1, largest.size()) ? knot : largest;
        }
        return largest;
    }

    private Set<String> reachedFrom(String start, Set<String> inside) {
        Set<String> reached = new HashSet<>();
        ArrayDeque<String> left = new ArrayDeque<>(Set.of(start));
        while (!left.isEmpty()) {
            for (String next : references.getOrDefault(left.pop(), Set.of())) {
                if (inside.contains(next) && reached.add(next)) {
                    left.push(next);
                }
            }
        }
        return reached;
    }

    private static String packageOf(String type) {
        return type.substring(0, Math.max(0, type.lastIndexOf('.')));
    }

    private static String simpleName(String type) {
        return type.substring(type.lastIndexOf('.') + 1);
    }
}
