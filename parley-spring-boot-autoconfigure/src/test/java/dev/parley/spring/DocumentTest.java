package dev.parley.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every block of Java in docs/spring-boot.md is compiled as it stands there, and its table of properties has them all. */
final class DocumentTest {

    private static final Path DOCUMENT = Path.of("../docs/spring-boot.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\n(.*?)^```");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`.*?) \\|");

    @Test
    void java_everyBlockOfTheDocument_compiles(@TempDir Path classes) throws IOException {
        List<JavaFileObject> units = new ArrayList<>();
        Matcher block = BLOCK.matcher(Files.readString(DOCUMENT));
        while (block.find()) {
            units.add(unit(units.size() + 1, block.group(1)));
        }
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "runs on a JDK");
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        compiler.getTask(
                        new StringWriter(),
                        null,
                        found,
                        List.of("-d", classes.toString(), "-cp", classPath, "-proc:none", "-nowarn"),
                        null,
                        units)
                .call();

        assertThat(units).hasSizeGreaterThan(3);
        assertThat(found.getDiagnostics().stream()
                        .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                        .map(each ->
                                each.getSource() + ":" + each.getLineNumber() + ": " + each.getMessage(Locale.ROOT)))
                .isEmpty();
    }

    private static JavaFileObject unit(int number, String code) {
        // Files of a project have a package already.
        String source = code.startsWith("package ")
                ? code.replace("package demo;", "package demo" + number + ";")
                : "package block" + number + "; " + code;
        return new SimpleJavaFileObject(URI.create("string:///Block" + number + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
    }

    @Test
    void properties_ofTheRecord_areInTheTable() throws IOException {
        String text = Files.readString(DOCUMENT);
        String shown = ROW.matcher(text.substring(text.indexOf("## Properties"), text.indexOf("## Spring Boot 3.5")))
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.joining(", "));
        List<String> names = Pattern.compile("`([a-z3-]+)")
                .matcher(shown)
                .results()
                .map(name -> name.group(1))
                .toList();

        // The stores have a table of their own.
        assertThat(names)
                .containsAll(Arrays.stream(ParleyProperties.class.getRecordComponents())
                        .map(component ->
                                component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT))
                        .filter(name -> !name.equals("store"))
                        .toList());
    }
}
