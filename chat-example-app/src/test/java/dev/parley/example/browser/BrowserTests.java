package dev.parley.example.browser;

import dev.parley.example.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.TestAbortedException;

/**
 * Gives tests their {@link Visitors}: one browser and one server for all, new profiles for each test. Without Chromium or Node
 * the tests are skipped, and fail where the environment says {@code CI=true}.
 */
final class BrowserTests implements BeforeAllCallback, AfterEachCallback, ParameterResolver {

    private static final Namespace SPACE = Namespace.create(BrowserTests.class);

    private record Shared(Chromium chromium, TestServer server, Path data) implements AutoCloseable {

        static Shared start() {
            try {
                Path data = Files.createTempDirectory("parley-browser-tests");
                return new Shared(Chromium.launch(), TestServer.start(data, "--store=sqlite"), data);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() throws IOException {
            chromium.close();
            server.close();
            try (Stream<Path> files = Files.walk(data)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        Optional<String> missing = Chromium.missing();
        if (missing.isPresent()) {
            if ("true".equals(System.getenv("CI"))) {
                throw new IllegalStateException("browser tests have to run here, but there is " + missing.get());
            }
            throw new TestAbortedException("browser tests are skipped: " + missing.get());
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Visitors visitors = context.getStore(SPACE).remove(Visitors.class, Visitors.class);
        if (visitors != null) {
            visitors.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Visitors.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Shared shared =
                context.getRoot().getStore(SPACE).computeIfAbsent(Shared.class, key -> Shared.start(), Shared.class);
        Visitors visitors = new Visitors(shared.chromium(), shared.server());
        context.getStore(SPACE).put(Visitors.class, visitors);
        return visitors;
    }
}
