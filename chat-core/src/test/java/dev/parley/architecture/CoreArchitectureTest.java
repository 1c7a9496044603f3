package dev.parley.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("any-jdk")
final class CoreArchitectureTest {

    private static final String JACKSON = "com.fasterxml.jackson..";
    private static final String SLF4J = "org.slf4j..";

    private static final PackageMap MAP = new PackageMap()
            .with("dev.parley.runtime.callback")
            .with("dev.parley.runtime", "dev.parley.runtime.callback", SLF4J)
            .with("dev.parley.time", "dev.parley.runtime", "dev.parley.runtime.callback")
            .with("dev.parley.transport")
            .with("dev.parley.transport.policy", "dev.parley.transport")
            .with("dev.parley.transport.websocket", "dev.parley.transport")
            .with("dev.parley.runtime.observe", "dev.parley.transport", "dev.parley.runtime", "jdk.jfr", SLF4J)
            .with("dev.parley.engineio.packet", "dev.parley.transport", "dev.parley.runtime")
            .with(
                    "dev.parley.engineio.options",
                    "dev.parley.transport",
                    "dev.parley.transport.policy",
                    "dev.parley.time",
                    "dev.parley.runtime")
            .with("dev.parley.engineio.deadline", "dev.parley.engineio.options", "dev.parley.time")
            .with(
                    "dev.parley.engineio.fanout",
                    "dev.parley.engineio.packet",
                    "dev.parley.transport",
                    "dev.parley.runtime",
                    "dev.parley.runtime.callback")
            .with("dev.parley.engineio.http", "dev.parley.engineio.packet", "dev.parley.transport")
            .with(
                    "dev.parley.engineio.session",
                    "dev.parley.engineio.packet",
                    "dev.parley.engineio.options",
                    "dev.parley.engineio.deadline",
                    "dev.parley.engineio.fanout",
                    "dev.parley.engineio.http",
                    "dev.parley.transport",
                    "dev.parley.transport.policy",
                    "dev.parley.time",
                    "dev.parley.runtime",
                    "dev.parley.runtime.observe")
            .with(
                    "dev.parley.engineio",
                    "dev.parley.engineio.session",
                    "dev.parley.engineio.options",
                    "dev.parley.engineio.deadline",
                    "dev.parley.engineio.fanout",
                    "dev.parley.engineio.http",
                    "dev.parley.transport",
                    "dev.parley.transport.policy",
                    "dev.parley.time",
                    "dev.parley.runtime",
                    "dev.parley.runtime.observe",
                    SLF4J)
            .with(
                    "dev.parley.engineio.server",
                    "dev.parley.engineio",
                    "dev.parley.engineio.session",
                    "dev.parley.engineio.options",
                    "dev.parley.engineio.fanout",
                    "dev.parley.engineio.packet",
                    "dev.parley.transport",
                    "dev.parley.time",
                    "dev.parley.runtime",
                    SLF4J)
            .with("dev.parley.socketio.json", JACKSON)
            .with(
                    "dev.parley.socketio.packet",
                    "dev.parley.socketio.json",
                    "dev.parley.engineio.packet",
                    "dev.parley.transport",
                    JACKSON)
            .with(
                    "dev.parley.socketio.inbound",
                    "dev.parley.socketio.packet",
                    "dev.parley.engineio.session",
                    "dev.parley.transport",
                    "dev.parley.time",
                    "dev.parley.runtime",
                    "dev.parley.runtime.callback",
                    SLF4J)
            .with("dev.parley.socketio.room", "dev.parley.socketio.packet", "dev.parley.engineio.session")
            .with(
                    "dev.parley.socketio.delivery",
                    "dev.parley.socketio.room",
                    "dev.parley.socketio.inbound",
                    "dev.parley.socketio.packet",
                    "dev.parley.socketio.event",
                    "dev.parley.time",
                    "dev.parley.engineio.session",
                    "dev.parley.engineio.fanout",
                    "dev.parley.engineio.packet",
                    "dev.parley.transport")
            .with(
                    "dev.parley.socketio.event",
                    "dev.parley.socketio.inbound",
                    "dev.parley.socketio.json",
                    "dev.parley.socketio.packet",
                    "dev.parley.time")
            .with("dev.parley.socketio.handshake", "dev.parley.socketio.packet", "dev.parley.transport")
            .with(
                    "dev.parley.socketio.ack",
                    "dev.parley.socketio.event",
                    "dev.parley.socketio.inbound",
                    "dev.parley.socketio.packet",
                    "dev.parley.runtime",
                    "dev.parley.runtime.observe",
                    "dev.parley.time")
            .with(
                    "dev.parley.socketio.recovery",
                    "dev.parley.socketio.event",
                    "dev.parley.socketio.packet",
                    "dev.parley.socketio.room",
                    "dev.parley.engineio.options",
                    "dev.parley.engineio.packet",
                    "dev.parley.runtime",
                    "dev.parley.time")
            .with(
                    "dev.parley.socketio.listener",
                    "dev.parley.socketio.event",
                    "dev.parley.socketio.handshake",
                    "dev.parley.socketio.inbound",
                    "dev.parley.socketio.json",
                    "dev.parley.engineio.packet",
                    "dev.parley.engineio.session",
                    "dev.parley.transport",
                    "dev.parley.time")
            .with(
                    "dev.parley.socketio",
                    "dev.parley.socketio.room",
                    "dev.parley.socketio.delivery",
                    "dev.parley.socketio.inbound",
                    "dev.parley.socketio.json",
                    "dev.parley.socketio.packet",
                    "dev.parley.socketio.ack",
                    "dev.parley.socketio.event",
                    "dev.parley.socketio.handshake",
                    "dev.parley.socketio.listener",
                    "dev.parley.socketio.recovery",
                    "dev.parley.engineio",
                    "dev.parley.engineio.session",
                    "dev.parley.engineio.options",
                    "dev.parley.engineio.fanout",
                    "dev.parley.engineio.packet",
                    "dev.parley.transport",
                    "dev.parley.transport.policy",
                    "dev.parley.time",
                    "dev.parley.runtime",
                    "dev.parley.runtime.observe",
                    JACKSON,
                    SLF4J)
            .with(
                    "dev.parley.cluster",
                    "dev.parley.socketio",
                    "dev.parley.socketio.json",
                    "dev.parley.socketio.packet",
                    "dev.parley.socketio.event",
                    "dev.parley.socketio.listener",
                    "dev.parley.socketio.handshake",
                    "dev.parley.time",
                    "dev.parley.runtime",
                    SLF4J)
            .with("dev.parley.text")
            .with("dev.parley.model", "dev.parley.text")
            .with("dev.parley.store", "dev.parley.model", "dev.parley.runtime.observe", SLF4J)
            .with(
                    "dev.parley.export",
                    "dev.parley.text",
                    "dev.parley.model",
                    "dev.parley.store",
                    "dev.parley.runtime.observe",
                    JACKSON,
                    SLF4J)
            .with(
                    "dev.parley.chat.policy",
                    "dev.parley.socketio.handshake",
                    "dev.parley.text",
                    "dev.parley.model",
                    "dev.parley.socketio",
                    "dev.parley.time")
            .with(
                    "dev.parley.chat.cluster",
                    "dev.parley.chat.policy",
                    "dev.parley.cluster",
                    "dev.parley.model",
                    "dev.parley.socketio")
            .with(
                    "dev.parley.chat.shared",
                    "dev.parley.chat.cluster",
                    "dev.parley.chat.policy",
                    "dev.parley.model",
                    "dev.parley.time",
                    JACKSON)
            .with(
                    "dev.parley.chat.event",
                    "dev.parley.chat.policy",
                    "dev.parley.text",
                    "dev.parley.model",
                    "dev.parley.store",
                    "dev.parley.time",
                    JACKSON)
            .with(
                    "dev.parley.chat.log",
                    "dev.parley.chat.event",
                    "dev.parley.chat.policy",
                    "dev.parley.model",
                    "dev.parley.store",
                    "dev.parley.time",
                    "dev.parley.runtime",
                    "dev.parley.runtime.observe",
                    SLF4J)
            .with(
                    "dev.parley.chat.room",
                    "dev.parley.chat.cluster",
                    "dev.parley.chat.shared",
                    "dev.parley.chat.log",
                    "dev.parley.chat.event",
                    "dev.parley.chat.policy",
                    "dev.parley.model",
                    "dev.parley.store",
                    "dev.parley.time",
                    "dev.parley.runtime.callback",
                    "dev.parley.runtime",
                    SLF4J)
            .with(
                    "dev.parley.chat.command",
                    "dev.parley.chat.cluster",
                    "dev.parley.chat.shared",
                    "dev.parley.chat.room",
                    "dev.parley.chat.log",
                    "dev.parley.chat.event",
                    "dev.parley.chat.policy",
                    "dev.parley.text",
                    "dev.parley.model",
                    "dev.parley.store",
                    "dev.parley.time",
                    "dev.parley.runtime",
                    "dev.parley.runtime.observe",
                    JACKSON,
                    SLF4J)
            .with(
                    "dev.parley.chat.session",
                    "dev.parley.chat.command",
                    "dev.parley.chat.shared",
                    "dev.parley.chat.room",
                    "dev.parley.chat.log",
                    "dev.parley.chat.event",
                    "dev.parley.chat.policy",
                    "dev.parley.model",
                    "dev.parley.socketio",
                    "dev.parley.socketio.event",
                    "dev.parley.socketio.handshake",
                    "dev.parley.time",
                    "dev.parley.runtime",
                    SLF4J)
            .with(
                    "dev.parley.chat.legacy",
                    "dev.parley.chat.session",
                    "dev.parley.chat.command",
                    "dev.parley.chat.room",
                    "dev.parley.chat.event",
                    "dev.parley.chat.policy",
                    "dev.parley.model",
                    "dev.parley.socketio",
                    "dev.parley.socketio.event",
                    "dev.parley.socketio.handshake")
            .with(
                    "dev.parley.chat",
                    "dev.parley.chat.cluster",
                    "dev.parley.chat.shared",
                    "dev.parley.chat.legacy",
                    "dev.parley.chat.session",
                    "dev.parley.chat.command",
                    "dev.parley.chat.shared",
                    "dev.parley.chat.room",
                    "dev.parley.chat.log",
                    "dev.parley.chat.event",
                    "dev.parley.chat.policy",
                    "dev.parley.model",
                    "dev.parley.store",
                    "dev.parley.export",
                    "dev.parley.engineio.options",
                    "dev.parley.socketio",
                    "dev.parley.socketio.event",
                    "dev.parley.transport",
                    "dev.parley.time",
                    "dev.parley.runtime",
                    "dev.parley.runtime.observe");

    private static final JavaClasses CLASSES = MAP.mainClasses();

    @Test
    void imports_ofEveryPackage_followTheMap() {
        MAP.checkImports(CLASSES);
    }

    @Test
    void packages_importingEachOther_haveNoCycle() {
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

    @Test
    void habits_timeQueuesAndLogging_areTheHouseOnes() {
        PackageMap.checkHabits(CLASSES, "dev.parley.time.SystemScheduler");
    }

    @Test
    void randomness_isInjected() {
        PackageMap.checkRepeatable(
                CLASSES,
                Set.of(
                        // The one default of a server and of what runs on it.
                        "dev.parley.engineio.options.EngineOptions$Builder",
                        "dev.parley.store.InMemoryMessageStoreBuilder",
                        // For applications that want ids of another form from a generator of their own.
                        "dev.parley.transport.policy.SessionIdSource",
                        // The system's time.
                        "dev.parley.time.SystemScheduler",
                        // Names of temporary files, which are renamed at once.
                        "dev.parley.export.DurableFiles",
                        // Compares listeners by identity, in a list.
                        "dev.parley.socketio.listener.ListenerRegistry$Entry",
                        // The default threads of listeners.
                        "dev.parley.socketio.inbound.HandlerExecutor"));
    }

    /** Clients of the catalogue are served as if there were no others. */
    @Test
    void compatibilityProfile_isKnownToTheAssemblyAlone() {
        List<String> knowing = CLASSES.stream()
                .filter(type -> !type.getPackageName().equals("dev.parley.chat.legacy"))
                .filter(type -> type.getDirectDependenciesFromSelf().stream()
                        .anyMatch(use -> use.getTargetClass().getPackageName().equals("dev.parley.chat.legacy")))
                .map(JavaClass::getName)
                .toList();

        assertThat(knowing).containsExactly("dev.parley.chat.EngineAssembly");
    }

    /** A user meets Jackson where the JSON codec is configured, SLF4J where adapters log failures, and no other third party. */
    @Test
    void publicTypes_ofExportedPackages_nameThirdPartiesInTwoPlaces() {
        Set<String> internal = Set.of("dev.parley.text", "dev.parley.socketio.json", "dev.parley.socketio.inbound");

        List<String> places = CLASSES.stream()
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(type -> !internal.contains(type.getPackageName()))
                .filter(CoreArchitectureTest::namesThirdParty)
                .map(JavaClass::getName)
                .toList();

        assertThat(places)
                .containsExactlyInAnyOrder("dev.parley.socketio.packet.JsonCodec", "dev.parley.runtime.FailureLog");
    }

    private static boolean namesThirdParty(JavaClass type) {
        return type.getMembers().stream()
                .filter(CoreArchitectureTest::isSeen)
                .anyMatch(member -> member.getAllInvolvedRawTypes().stream()
                        .map(JavaClass::getPackageName)
                        .anyMatch(name -> name.startsWith("com.fasterxml.") || name.startsWith("org.slf4j")));
    }

    private static boolean isSeen(JavaMember member) {
        return member.getModifiers().contains(JavaModifier.PUBLIC)
                || member.getModifiers().contains(JavaModifier.PROTECTED);
    }
}
