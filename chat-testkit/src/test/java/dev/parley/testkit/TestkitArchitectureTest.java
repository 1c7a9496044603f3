package dev.parley.testkit;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.parley.architecture.PackageMap;
import dev.parley.architecture.StructureLaws;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-jdk")
final class TestkitArchitectureTest {

    private static final String[] TOOLS = {
        "org.assertj.core..", "org.awaitility..", "org.hamcrest..", "org.junit.jupiter.api.."
    };

    private static final PackageMap MAP = new PackageMap()
            .with(
                    "dev.parley.testkit",
                    with(
                            "dev.parley.runtime",
                            "dev.parley.socketio",
                            "dev.parley.socketio.event",
                            "dev.parley.socketio.handshake",
                            "dev.parley.socketio.packet",
                            "dev.parley.time",
                            "dev.parley.transport"))
            .with(
                    "dev.parley.testkit.cluster",
                    with(
                            "dev.parley.testkit",
                            "dev.parley.chat.cluster",
                            "dev.parley.cluster",
                            "dev.parley.engineio.options",
                            "dev.parley.runtime",
                            "dev.parley.socketio",
                            "dev.parley.socketio.event",
                            "dev.parley.socketio.handshake",
                            "dev.parley.socketio.packet",
                            "dev.parley.time",
                            "dev.parley.transport",
                            "dev.parley.transport.policy"))
            .with(
                    "dev.parley.testkit.export",
                    with("dev.parley.testkit.store", "dev.parley.export", "dev.parley.store", "dev.parley.model"))
            .with(
                    "dev.parley.testkit.simulation",
                    "dev.parley.testkit",
                    "dev.parley.testkit.cluster",
                    "dev.parley.chat",
                    "dev.parley.chat.cluster",
                    "dev.parley.chat.policy",
                    "dev.parley.engineio.options",
                    "dev.parley.model",
                    "dev.parley.runtime",
                    "dev.parley.socketio",
                    "dev.parley.socketio.event",
                    "dev.parley.socketio.handshake",
                    "dev.parley.socketio.packet",
                    "dev.parley.store",
                    "dev.parley.time",
                    "dev.parley.transport")
            .with("dev.parley.testkit.fault", with("dev.parley.store"))
            .with("dev.parley.testkit.store", with("dev.parley.store", "dev.parley.model"))
            .with("dev.parley.testkit.transport", with("dev.parley.testkit", "dev.parley.transport"));

    private static final JavaClasses CLASSES = MAP.mainClasses();

    private static String[] with(String... packages) {
        return Stream.concat(Arrays.stream(packages), Arrays.stream(TOOLS)).toArray(String[]::new);
    }

    @Test
    void imports_ofEveryPackage_followTheMap() {
        MAP.checkImports(CLASSES);
    }

    @Test
    void packages_haveNoCycle() {
        PackageMap.checkCycles(CLASSES);
    }

    @Test
    void structure_ofEveryPackage_keepsTheLaws() {
        StructureLaws.of(CLASSES).check();
    }

    @Test
    void names_ofTypesAndPackages_sayWhatTheyAre() {
        PackageMap.checkNames(CLASSES);
    }
}
