package dev.parley.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * Whoever uses reflection or loads resources is known: named as a condition in the module's metadata for native images
 * ({@code META-INF/native-image/dev.parley/<artifact>/reachability-metadata.json}), or allowed for a stated reason. What
 * the metadata names exists.
 */
public final class ReflectionLaws {

    /** Classes by pattern, and the methods of them that look something up by name or type. */
    private static final Map<Pattern, Pattern> REFLECTIVE = Map.of(
            Pattern.compile("java\\.lang\\.Class"),
            Pattern.compile("forName|newInstance|get(Declared)?(Method|Field|Constructor)s?|getRecordComponents"
                    + "|getResource(AsStream)?"),
            Pattern.compile("java\\.lang\\.ClassLoader"),
            Pattern.compile("loadClass|getResources?(AsStream)?|resources"),
            Pattern.compile("java\\.lang\\.invoke\\.MethodHandles\\$Lookup"),
            Pattern.compile("find.*|unreflect.*"),
            Pattern.compile("java\\.lang\\.reflect\\.(Array|Proxy|Constructor)"),
            Pattern.compile("newInstance|newProxyInstance"),
            Pattern.compile("java\\.util\\.ServiceLoader"),
            Pattern.compile("load.*"),
            Pattern.compile(
                    "com\\.fasterxml\\.jackson\\.databind\\.(ObjectMapper|ObjectReader|ObjectWriter|json\\.JsonMapper)"),
            Pattern.compile(
                    "readValues?|convertValue|updateValue|treeToValue|valueToTree|readerFor.*|writerFor.*|forType"
                            + "|writeValue.*"));

    private final Set<String> users = new TreeSet<>();
    private final Map<String, String> allowed = new TreeMap<>();
    private final Set<String> ofSomeVersions = new TreeSet<>();
    private final Path metadata;

    private ReflectionLaws(JavaClasses classes, String artifact) {
        metadata =
                Path.of("src/main/resources/META-INF/native-image/dev.parley", artifact, "reachability-metadata.json");
        for (JavaClass type : classes) {
            if (type.getAccessesFromSelf().stream().anyMatch(ReflectionLaws::isReflective)) {
                users.add(outermost(type));
            }
        }
    }

    /**
     * The laws for one module.
     *
     * @param classes its main classes
     * @param artifact its artifact id
     * @return the laws, without exceptions
     */
    public static ReflectionLaws of(JavaClasses classes, String artifact) {
        return new ReflectionLaws(classes, artifact);
    }

    private static boolean isReflective(JavaAccess<?> access) {
        AccessTarget target = access.getTarget();
        String owner = target.getOwner().getName();
        return REFLECTIVE.entrySet().stream()
                .anyMatch(rule -> rule.getKey().matcher(owner).matches()
                        && rule.getValue().matcher(target.getName()).matches());
    }

    private static String outermost(JavaClass type) {
        return type.getName().replaceFirst("\\$.*", "");
    }

    /**
     * Allows a class to use reflection without metadata.
     *
     * @param type its name
     * @param reason why a native image needs none
     * @return this
     */
    public ReflectionLaws allow(String type, String reason) {
        allowed.put(type, reason);
        return this;
    }

    /**
     * Lets the metadata name a type that not every version of a library has.
     *
     * @param type its name
     * @return this
     */
    public ReflectionLaws ofSomeVersions(String type) {
        ofSomeVersions.add(type);
        return this;
    }

    /** Checks both directions: no use without a condition or a reason, and nothing stale. */
    public void check() {
        Set<String> known = new TreeSet<>(allowed.keySet());
        known.addAll(conditions());
        assertThat(users)
                .as("classes that use reflection, beside those of %s and the allowed ones", metadata)
                .isEqualTo(known);
        assertThat(missing()).as("named in %s and not there", metadata).isEmpty();
    }

    private Set<String> conditions() {
        Set<String> types = new TreeSet<>();
        for (String section : List.of("reflection", "resources")) {
            entries(section).forEach(entry -> {
                String type = entry.path("condition").path("typeReached").asText();
                assertThat(type).as("the condition of %s", entry).isNotEmpty();
                types.add(type);
            });
        }
        return types;
    }

    private List<JsonNode> entries(String section) {
        if (!Files.exists(metadata)) {
            return List.of();
        }
        try {
            JsonNode root = new ObjectMapper().readTree(metadata.toFile());
            return StreamSupport.stream(root.path(section).spliterator(), false).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Types of a later JDK than this one are not looked for. */
    private List<String> missing() {
        List<String> missing = new ArrayList<>();
        for (JsonNode entry : entries("reflection")) {
            String name = entry.path("type").asText();
            Optional<Class<?>> found = find(name);
            if (found.isEmpty()) {
                if (!name.startsWith("java.") && !ofSomeVersions.contains(name)) {
                    missing.add(name);
                }
                continue;
            }
            Class<?> type = found.orElseThrow();
            entry.path("methods").forEach(method -> {
                if (Arrays.stream(type.getDeclaredMethods()).noneMatch(each -> is(each, method))
                        && !isOfLaterJdk(type)) {
                    missing.add(name + " " + method);
                }
            });
            entry.path("fields").forEach(field -> {
                if (Arrays.stream(type.getDeclaredFields())
                        .noneMatch(
                                each -> each.getName().equals(field.path("name").asText()))) {
                    missing.add(name + " " + field);
                }
            });
        }
        return missing;
    }

    /** The JDK of the build may be older than the members that are named. */
    private static boolean isOfLaterJdk(Class<?> type) {
        return type.getName().startsWith("java.") && Runtime.version().feature() < 21;
    }

    private static boolean is(Method method, JsonNode named) {
        List<String> parameters = new ArrayList<>();
        named.path("parameterTypes").forEach(type -> parameters.add(type.asText()));
        return method.getName().equals(named.path("name").asText())
                && Arrays.stream(method.getParameterTypes())
                        .map(Class::getName)
                        .toList()
                        .equals(parameters);
    }

    private static Optional<Class<?>> find(String name) {
        try {
            return Optional.of(Class.forName(name, false, Thread.currentThread().getContextClassLoader()));
        } catch (ClassNotFoundException | LinkageError absent) {
            return Optional.empty();
        }
    }
}
