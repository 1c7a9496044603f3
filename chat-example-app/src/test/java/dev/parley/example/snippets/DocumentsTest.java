package dev.parley.example.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every block of Java in the README and in the documents is compiled as it stands there, every block of JavaScript is parsed, and
 * every dependency that is shown is a module of this build. What a block uses and does not show is in {@link DocumentContext}.
 */
@Tag("any-jdk")
final class DocumentsTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern TYPE =
            Pattern.compile("(?m)^(?=(?:final |abstract )?(?:class|interface|record|enum) )");
    private static final Pattern MEMBER = Pattern.compile("(?m)^(?:private |@)");
    private static final Pattern IMPORT = Pattern.compile("(?m)^import [^;]+;");

    /** What a user puts into a build file, and not only looks at. */
    private static final Predicate<String> IS_LIBRARY = Pattern.compile(
                    "chat-.*(?<!-app|-tests)|parley-bom|parley-.*-starter")
            .asMatchPredicate();

    /** Their Java is compiled where Spring, Micronaut (.ci/published), netty-socketio and Quarkus are on the class path. */
    private static final Set<String> ELSEWHERE =
            Set.of("docs/spring-boot.md", "docs/micronaut.md", "docs/from-netty-socketio.md", "docs/quarkus.md");

    private static final String IMPORTS = Stream.of(
                    "dev.parley.chat",
                    "dev.parley.chat.policy",
                    "dev.parley.cluster",
                    "dev.parley.cluster.redis",
                    "dev.parley.cluster.redis.chat",
                    "dev.parley.cluster.redis.pubsub",
                    "dev.parley.cluster.redis.server",
                    "dev.parley.engineio.options",
                    "dev.parley.engineio.server",
                    "dev.parley.export",
                    "dev.parley.model",
                    "dev.parley.socketio",
                    "dev.parley.socketio.event",
                    "dev.parley.socketio.handshake",
                    "dev.parley.store",
                    "dev.parley.store.jdbc",
                    "dev.parley.store.mongo",
                    "dev.parley.testkit",
                    "dev.parley.testkit.cluster",
                    "dev.parley.testkit.export",
                    "dev.parley.testkit.fault",
                    "dev.parley.testkit.simulation",
                    "dev.parley.testkit.store",
                    "dev.parley.testkit.transport",
                    "dev.parley.time",
                    "dev.parley.transport",
                    "dev.parley.transport.jetty",
                    "dev.parley.transport.policy",
                    "dev.parley.transport.servlet",
                    "dev.parley.transport.vertx",
                    "com.nimbusds.jose",
                    "com.nimbusds.jose.crypto",
                    "com.nimbusds.jwt",
                    "com.zaxxer.hikari",
                    "java.nio.file",
                    "java.security",
                    "java.text",
                    "java.time",
                    "java.util",
                    "java.util.concurrent",
                    "java.util.regex",
                    "javax.net.ssl",
                    "org.eclipse.jetty.server",
                    "org.eclipse.jetty.server.handler",
                    "org.eclipse.jetty.util.resource",
                    "org.junit.jupiter.api",
                    "org.junit.jupiter.api.extension",
                    "org.junit.jupiter.api.io")
            .map(name -> "import " + name + ".*; ")
            .collect(Collectors.joining(
                    "",
                    "",
                    "import org.jspecify.annotations.Nullable; import static org.assertj.core.api.Assertions.*; "));

    /** A block of code, with the number of its first line. */
    private record Block(String document, int line, String code) {

        String name() {
            return document.replaceAll("\\W", "_") + "_" + line;
        }

        String place() {
            return document + ":" + line;
        }
    }

    private static List<Block> blocks(String language) throws IOException {
        List<Path> documents = new ArrayList<>();
        for (Path folder :
                List.of(ROOT, ROOT.resolve("docs"), ROOT.resolve("chat-example-app"), ROOT.resolve("benchmarks"))) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
            }
        }
        List<Block> blocks = new ArrayList<>();
        for (Path document : documents) {
            String text = Files.readString(document);
            Matcher block =
                    Pattern.compile("(?ms)^```" + language + "\n(.*?)^```").matcher(text);
            while (block.find()) {
                int line = 1 + (int) text.substring(0, block.start(1)).lines().count();
                blocks.add(new Block(ROOT.relativize(document).toString(), line, block.group(1)));
            }
        }
        return blocks;
    }

    @Test
    void java_everyBlockOfTheDocuments_compiles(@TempDir Path classes) throws IOException {
        List<Block> blocks = blocks("java").stream()
                .filter(block -> !ELSEWHERE.contains(block.document))
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
                        blocks.stream().map(DocumentsTest::unit).toList())
                .call();

        assertThat(blocks).hasSizeGreaterThan(30);
        assertThat(found.getDiagnostics().stream()
                        .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                        .map(each -> each.getSource().getName() + ":" + each.getLineNumber() + ": "
                                + each.getMessage(Locale.ROOT)))
                .isEmpty();
    }

    /** The build compiles and runs that sample, and each block is a whole file of it. */
    @Test
    void java_everyBlockAboutQuarkus_isAFileOfTheSample() throws IOException {
        List<String> sources = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ROOT.resolve("samples/quarkus/src/main/java"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                sources.add(Files.readString(file));
            }
        }

        List<Block> blocks = blocks("java").stream()
                .filter(block -> block.document.equals("docs/quarkus.md"))
                .toList();

        assertThat(blocks).isNotEmpty().allSatisfy(block -> assertThat(sources).contains(block.code));
    }

    /** The lines have the numbers that they have in the document. */
    private static JavaFileObject unit(Block block) {
        String own =
                IMPORT.matcher(block.code).results().map(line -> line.group()).collect(Collectors.joining(" "));
        String code = IMPORT.matcher(block.code).replaceAll("");
        String begin = "package dev.parley.example.snippets; " + IMPORTS + own + " abstract class " + block.name()
                + " extends DocumentContext { ";
        String end = "}";
        if (TYPE.matcher(code).find()) {
            code = TYPE.matcher(code).replaceAll("static ");
        } else if (!MEMBER.matcher(code).find()) {
            begin += "void run() throws Exception { ";
            end = "}}";
        }
        String source = begin + "\n".repeat(block.line - 1) + code + end;
        return new SimpleJavaFileObject(URI.create("string:///" + block.name() + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }

            @Override
            public String getName() {
                return block.document;
            }
        };
    }

    /**
     * A block of statements, each with an arrow and the value that comes back if it shows that; or a list of values, one on a line.
     */
    @Test
    void javaScript_everyBlockOfTheDocuments_isParsed() throws IOException, InterruptedException {
        List<Block> blocks = blocks("js");
        List<List<String>> scripts = new ArrayList<>();
        for (Block block : blocks) {
            if (block.code.lines().allMatch(line -> line.startsWith("{"))) {
                block.code.lines().forEach(line -> scripts.add(List.of(block.place(), "(" + line + ")")));
                continue;
            }
            for (String part : block.code.split("(?m)^(?=→ |socket\\.)")) {
                String statements = part.replaceAll("(?m)^import [^;]+;", "");
                String script =
                        part.startsWith("→ ") ? "(" + part.substring(2) + "\n)" : "async () => {" + statements + "\n}";
                scripts.add(List.of(block.place(), script));
            }
        }

        assertThat(blocks).hasSizeGreaterThan(20);
        assertThat(parsed(scripts)).isEmpty();
    }

    /** What the parser of Node says against the scripts. */
    private static String parsed(List<List<String>> scripts) throws IOException, InterruptedException {
        Process node;
        try {
            node = new ProcessBuilder("node", "-e", """
                const { Script } = require('node:vm');
                for (const [place, code] of JSON.parse(require('node:fs').readFileSync(0, 'utf8'))) {
                  try { new Script(code); } catch (error) { console.log(place + ': ' + error.message); }
                }
                """)
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException absent) {
            assumeTrue("true".equals(System.getenv("CI")), "needs node");
            throw absent;
        }
        try (var in = node.getOutputStream()) {
            in.write(new ObjectMapper().writeValueAsBytes(scripts));
        }
        String said = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(node.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return said;
    }

    @Test
    void dependencies_thatAreShown_areModulesOfThisBuild() throws IOException {
        String parent = Files.readString(ROOT.resolve("pom.xml"));
        Matcher version = Pattern.compile("<revision>([^<]+)</revision>").matcher(parent);
        assertThat(version.find()).isTrue();
        List<String> modules = Pattern.compile("<module>([^<]+)</module>")
                .matcher(parent)
                .results()
                .map(module -> module.group(1))
                .toList();
        List<String> shown = new ArrayList<>();
        Pattern maven = Pattern.compile(
                "(?s)<groupId>dev\\.parley</groupId>\\s*<artifactId>([^<]+)</artifactId>(?:\\s*<version>([^<]+)</version>)?");
        Pattern gradle = Pattern.compile("\"dev\\.parley:([^:\"]+)(?::([^\"]+))?\"");
        for (Block block :
                Stream.of(blocks("xml"), blocks("kotlin")).flatMap(List::stream).toList()) {
            for (Pattern form : List.of(maven, gradle)) {
                form.matcher(block.code).results().forEach(dependency -> {
                    shown.add(dependency.group(1));
                    assertThat(modules).as(block.place()).contains(dependency.group(1));
                    if (dependency.group(2) != null && !dependency.group(2).startsWith("$")) {
                        assertThat(dependency.group(2)).as(block.place()).isEqualTo(version.group(1));
                    }
                });
            }
        }
        assertThat(shown).containsAll(modules.stream().filter(IS_LIBRARY).toList());
    }
}
