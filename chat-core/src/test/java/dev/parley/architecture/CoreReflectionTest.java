package dev.parley.architecture;

import org.junit.jupiter.api.Test;

/** On every JDK, because what the metadata names depends on it. */
final class CoreReflectionTest {

    @Test
    void reflection_ofEveryClass_isKnownToNativeImages() {
        String payloads = "payload types of the application, which its framework registers";
        ReflectionLaws.of(new PackageMap().with("dev.parley").mainClasses(), "chat-core")
                .allow("dev.parley.chat.command.Inboxes", "reads maps, lists and scalars")
                .allow("dev.parley.socketio.json.PrimitiveArray", "arrays of primitive types are always there")
                .allow("dev.parley.socketio.packet.JsonCodec", payloads)
                .allow("dev.parley.socketio.packet.JsonPacketEncoder", payloads)
                .allow("dev.parley.socketio.packet.JsonValues", payloads)
                .check();
    }
}
