package dev.parley.transport.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The modules as an application with a {@code module-info} has them: resolved by name, closed but for their exports. */
final class ModulePathTest {

    private static final String MODULE = "dev.parley.transport.jetty";

    /** The class path without the tests, as a module path. All that Parley needs has a descriptor; the rest is left out. */
    private static ModuleFinder modules() {
        Path[] modules = Stream.of("java.class.path", "jdk.module.path", "surefire.test.class.path")
                .map(name -> System.getProperty(name, ""))
                .flatMap(path -> Stream.of(path.split(Pattern.quote(File.pathSeparator), -1)))
                .filter(entry -> !entry.isEmpty() && !entry.contains("test-classes") && !entry.contains("-tests."))
                .map(Path::of)
                .distinct()
                .filter(ModulePathTest::isModule)
                .toArray(Path[]::new);
        return ModuleFinder.of(modules);
    }

    private static boolean isModule(Path entry) {
        try {
            return ModuleFinder.of(entry).findAll().stream()
                    .anyMatch(module -> !module.descriptor().isAutomatic());
        } catch (FindException unusable) {
            return false;
        }
    }

    private static Object call(Class<?> type, Object target, String name) throws ReflectiveOperationException {
        return Objects.requireNonNull(type.getMethod(name).invoke(target), name);
    }

    @Test
    void server_inNamedModules_servesARequest() throws Exception {
        String missing = "the classes have no module descriptors; the build compiles them";
        boolean present = modules().find(MODULE).isPresent();
        if ("true".equals(System.getenv("CI"))) {
            assertTrue(present, missing);
        }
        assumeTrue(present, missing);
        ModuleLayer boot = ModuleLayer.boot();
        Configuration resolved = boot.configuration().resolve(ModuleFinder.of(), modules(), Set.of(MODULE));
        ModuleLayer layer = ModuleLayer.defineModulesWithOneLoader(
                        resolved, List.of(boot), ClassLoader.getPlatformClassLoader())
                .layer();
        ClassLoader loader = layer.findLoader(MODULE);
        Class<?> server = loader.loadClass("dev.parley.socketio.SocketServer");
        Class<?> transport = loader.loadClass("dev.parley.transport.jetty.JettyTransport");
        Class<?> builder = loader.loadClass("dev.parley.transport.jetty.JettyTransport$Builder");
        Class<?> handler = loader.loadClass("dev.parley.transport.TransportHandler");

        Object io = Objects.requireNonNull(server.getMethod("create").invoke(null));
        Object settings = Objects.requireNonNull(transport.getMethod("builder").invoke(null));
        builder.getMethod("port", int.class).invoke(settings, 0);
        Object built = call(builder, settings, "build");
        Method start = transport.getMethod("start", handler);
        Object running = Objects.requireNonNull(start.invoke(built, io));
        String answer;
        try {
            URI uri = URI.create(
                    "http://localhost:" + call(transport, running, "port") + "/socket.io/?EIO=4&transport=polling");
            answer = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
        } finally {
            transport.getMethod("close").invoke(running);
        }

        assertThat(answer).startsWith("0{\"sid\":");
        assertThat(server.getModule().getName()).isEqualTo("dev.parley.core");
        assertThat(transport.getModule().getName()).isEqualTo(MODULE);
        assertThat(layer.modules().stream().map(Module::getName).collect(Collectors.toSet()))
                .contains("org.slf4j", "com.fasterxml.jackson.databind", "org.eclipse.jetty.server");
        assertThat(server.getModule().isExported("dev.parley.engineio"))
                .as("internals are closed")
                .isFalse();
    }
}
