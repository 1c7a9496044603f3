package dev.parley.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongFunction;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * The core, or the test kit, with one line of its source changed, compiled and loaded beside the real one: what is released has no place where a
 * defect could be put in.
 */
final class Mutant extends ClassLoader {

    private static final String OURS = "dev.parley.";

    private final Path classes;

    private Mutant(Path classes) {
        super(Mutant.class.getClassLoader());
        this.classes = classes;
    }

    /**
     * Compiles a class in which {@code before}, which is there once, is {@code after}.
     *
     * @param module the folder of its module
     * @param folder for the compiled classes, empty
     */
    static Mutant of(Path folder, String module, String type, String before, String after) throws IOException {
        Path file = Path.of("..", "..", module, "src", "main", "java").resolve(type.replace('.', '/') + ".java");
        String source = Files.readString(file);
        int at = source.indexOf(before);
        if (at < 0 || source.indexOf(before, at + 1) >= 0) {
            throw new AssertionError("not once in " + type + ": " + before);
        }
        Path changed = Files.createDirectories(folder.resolve("source")).resolve(file.getFileName());
        Files.writeString(changed, source.substring(0, at) + after + source.substring(at + before.length()));
        Path classes = Files.createDirectories(folder.resolve("classes"));
        compile(changed, classes);
        return new Mutant(classes);
    }

    private static void compile(Path source, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of(
                    "-proc:none", "-nowarn", "-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
            if (!compiler.getTask(messages, files, null, options, null, files.getJavaFileObjects(source))
                    .call()) {
                throw new AssertionError(messages.toString());
            }
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            byte[] bytes = known != null || !name.startsWith(OURS) ? null : bytes(name);
            if (bytes != null) {
                return defineClass(name, bytes, 0, bytes.length);
            }
            return known != null ? known : super.loadClass(name, resolve);
        }
    }

    /** Our classes are all loaded anew, so that they see one another as in the real core. */
    private byte @Nullable [] bytes(String name) {
        String file = name.replace('.', '/') + ".class";
        try {
            if (Files.exists(classes.resolve(file))) {
                return Files.readAllBytes(classes.resolve(file));
            }
            try (InputStream original = getParent().getResourceAsStream(file)) {
                return original == null ? null : original.readAllBytes();
            }
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    /** What a run of a seed violates here, with the lines that concern it; empty if nothing. */
    String run(long seed) {
        try {
            Object runner =
                    loadClass(Runner.class.getName()).getDeclaredConstructor().newInstance();
            return String.valueOf(((LongFunction<?>) runner).apply(seed));
        } catch (ReflectiveOperationException failure) {
            throw new LinkageError(failure.getMessage(), failure);
        }
    }

    /** Loaded by the mutant. */
    public static final class Runner implements LongFunction<String> {
        @Override
        public String apply(long seed) {
            return SimulationTest.violations(seed);
        }
    }
}
