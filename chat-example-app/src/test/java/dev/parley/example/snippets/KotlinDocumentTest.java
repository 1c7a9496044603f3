package dev.parley.example.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of Kotlin in docs/kotlin.md is compiled as it stands there, by a compiler in a process of its own. */
@Tag("any-jdk")
final class KotlinDocumentTest {

    private static final Pattern FILE = Pattern.compile("(?ms)^```kotlin\n(import .*?)^```");

    @Test
    void kotlin_theFileOfTheDocument_compiles(@TempDir Path folder) throws IOException, InterruptedException {
        List<String> files = FILE.matcher(Files.readString(Path.of("../docs/kotlin.md")))
                .results()
                .map(file -> file.group(1))
                .toList();
        assertThat(files).hasSize(1);
        Path source = Files.writeString(folder.resolve("Shop.kt"), files.get(0));
        Path output = folder.resolve("output");
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

        Process compiler = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-cp",
                        classPath,
                        "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler",
                        "-no-stdlib",
                        "-no-reflect",
                        "-jvm-target",
                        "17",
                        "-Werror",
                        "-cp",
                        parleyAndLibraries(classPath),
                        "-d",
                        folder.resolve("classes").toString(),
                        source.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();

        assertThat(compiler.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(compiler.exitValue())
                .as(Files.readString(output, StandardCharsets.UTF_8))
                .isZero();
        assertThat(folder.resolve("classes/ShopKt.class")).exists();
    }

    /** Without the compiler itself, whose jar has copies of what is compiled against. */
    private static String parleyAndLibraries(String classPath) {
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(classPath)
                .filter(entry -> !entry.contains("kotlin-compiler"))
                .reduce((left, right) -> left + File.pathSeparator + right)
                .orElseThrow();
    }
}
