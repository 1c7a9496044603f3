package dev.parley.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both sides of docs/from-netty-socketio.md are compiled as they stand there: this module has both libraries. */
@Tag("any-jdk")
final class MigrationDocumentTest {

    private static final Path DOCUMENT = Path.of("../docs/from-netty-socketio.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\n(.*?)^```");

    @Test
    void java_everyBlockOfTheDocument_compiles(@TempDir Path classes) throws IOException {
        List<String> blocks = BLOCK.matcher(Files.readString(DOCUMENT))
                .results()
                .map(block -> block.group(1))
                .toList();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "runs on a JDK");
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

        compiler.getTask(
                        new StringWriter(),
                        null,
                        found,
                        List.of("-d", classes.toString(), "-cp", classPath, "-proc:none", "-nowarn"),
                        null,
                        IntStream.range(0, blocks.size())
                                .mapToObj(number -> unit(number, blocks.get(number)))
                                .toList())
                .call();

        assertThat(blocks).hasSizeGreaterThan(7);
        assertThat(found.getDiagnostics().stream()
                        .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                        .map(each ->
                                each.getSource() + ":" + each.getLineNumber() + ": " + each.getMessage(Locale.ROOT)))
                .isEmpty();
    }

    private static JavaFileObject unit(int number, String code) {
        String source = "package block" + number + "; " + code;
        return new SimpleJavaFileObject(URI.create("string:///Block" + number + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
    }
}
