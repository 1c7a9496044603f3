package dev.parley.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The public API of one module as text: every public type of an exported package with its public and protected members, one a line,
 * read from the compiled classes. {@code api/MODULE.txt} keeps what is agreed, so that a change of the API is seen in its review; with
 * {@code -Dparley.api.write=true} it is written anew.
 */
public final class PublicApi {

    private static final Pattern EXPORT = Pattern.compile("(?m)^\\s*exports\\s+([\\w.]+)\\s*;");

    private final Path module;
    private final Class<?> inside;

    private PublicApi(Path module, Class<?> inside) {
        this.module = module;
        this.inside = inside;
    }

    /**
     * Checks the module in whose folder the test runs.
     *
     * @param inside any type of its main classes
     */
    public static void check(Class<?> inside) {
        try {
            new PublicApi(Path.of("").toAbsolutePath(), inside).check();
        } catch (IOException | ReflectiveOperationException | URISyntaxException failure) {
            throw new IllegalStateException("the API cannot be read", failure);
        }
    }

    private void check() throws IOException, ReflectiveOperationException, URISyntaxException {
        Path kept = Objects.requireNonNull(module.getParent(), "the root")
                .resolve("api")
                .resolve(module.getFileName() + ".txt");
        List<String> lines = lines();
        if (Boolean.getBoolean("parley.api.write")) {
            Files.createDirectories(Objects.requireNonNull(kept.getParent(), "api"));
            Files.write(kept, lines);
        }
        assertThat(lines)
                .as(
                        "the public API against " + kept.getFileName() + "; if the change is wanted, renew the file: "
                                + "mvn test -Dtest=PublicApiTest -Dsurefire.failIfNoSpecifiedTests=false -Dparley.api.write=true")
                .isNotEmpty()
                .isEqualTo(Files.readAllLines(kept));
    }

    private List<String> lines() throws IOException, ReflectiveOperationException, URISyntaxException {
        List<String> lines = new ArrayList<>();
        String descriptor = Files.readString(module.resolve("src/main/java/module-info.java"));
        Path classes = Path.of(
                inside.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<String> packages = EXPORT.matcher(descriptor)
                .results()
                .map((MatchResult export) -> export.group(1))
                .sorted()
                .toList();
        for (String name : packages) {
            for (Class<?> type : types(classes, name)) {
                if (isApi(type)) {
                    lines.addAll(describe(type));
                }
            }
        }
        return lines;
    }

    private List<Class<?>> types(Path classes, String name) throws IOException, ReflectiveOperationException {
        List<String> names;
        try (Stream<Path> files = Files.list(classes.resolve(name.replace('.', '/')))) {
            names = files.map(file -> String.valueOf(file.getFileName()))
                    .filter(file -> file.endsWith(".class") && !file.equals("package-info.class"))
                    .map(file -> name + "." + file.substring(0, file.length() - ".class".length()))
                    .sorted()
                    .toList();
        }
        List<Class<?>> types = new ArrayList<>();
        for (String each : names) {
            types.add(Class.forName(each, false, inside.getClassLoader()));
        }
        return types;
    }

    private static boolean isApi(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return !type.isAnonymousClass()
                && !type.isLocalClass()
                && isOpen(type.getModifiers())
                && (outer == null || isApi(outer));
    }

    private static boolean isOpen(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static List<String> describe(Class<?> type) {
        List<String> members = Stream.of(
                        type.getDeclaredFields(), type.getDeclaredConstructors(), type.getDeclaredMethods())
                .flatMap(Arrays::stream)
                .filter(PublicApi::isApiMember)
                .map(member -> "    " + text(member))
                .sorted()
                .toList();
        List<String> lines = new ArrayList<>();
        Stream<String> above = Stream.concat(
                Stream.ofNullable(type.getGenericSuperclass()).map(parent -> parent.getTypeName()),
                Arrays.stream(type.getGenericInterfaces()).map(parent -> parent.getTypeName()));
        // JDK 17 does not say of each sealed class that it is.
        lines.add(type.toGenericString().replaceFirst("(non-)?sealed ", "") + " : "
                + String.join(
                        ", ",
                        above.filter(parent -> !parent.equals("java.lang.Object"))
                                .toList()));
        lines.addAll(members);
        return lines;
    }

    private static boolean isApiMember(AnnotatedElement element) {
        return element instanceof Member member && !member.isSynthetic() && isOpen(member.getModifiers());
    }

    private static String text(AnnotatedElement member) {
        if (member instanceof Field field) {
            return field.toGenericString();
        }
        if (member instanceof Constructor<?> || member instanceof Method) {
            return ((Executable) member).toGenericString();
        }
        return member.toString();
    }
}
