package dev.parley.engineio.packet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.conformance.Line;
import dev.parley.runtime.MemoryBudget;
import dev.parley.transport.Frame;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EncodedMessageTest {

    private static final EncodedMessage MESSAGE =
            EncodedMessage.of("2[\"grüße\"]", List.of(ByteBuffer.wrap(new byte[] {1, 2})));

    @Test
    @Line(127)
    void forms_askedTwice_areMadeOnce() {
        EncodedMessage message = EncodedMessage.of("x", List.of(ByteBuffer.allocate(3)));

        assertThat(message.frames(WireForm.V4)).isSameAs(message.frames(WireForm.V4));
        assertThat(message.frames(WireForm.V3)).isSameAs(message.frames(WireForm.V3));
        assertThat(message.frames(WireForm.V4_BASE64)).isSameAs(message.frames(WireForm.V4_BASE64));
        assertThat(message.frames(WireForm.V3_BASE64)).isSameAs(message.frames(WireForm.V3_BASE64));
        assertThat(message.polling4()).isSameAs(message.polling4());
        EncodedMessage text = EncodedMessage.of("x", List.of());
        assertThat(text.polling4()).isSameAs(text.frames(WireForm.V4).get(0));
    }

    @Test
    void forms_ofBothProtocols_carryTheSameContent() {
        assertThat(MESSAGE.packets()).isEqualTo(2);
        assertThat(MESSAGE.frames(WireForm.V4).get(0).text()).isEqualTo("42[\"grüße\"]");
        assertThat(MESSAGE.frames(WireForm.V3).get(1).payload()).isEqualTo(ByteBuffer.wrap(new byte[] {4, 1, 2}));
        assertThat(MESSAGE.frames(WireForm.V4_BASE64).get(1).text()).isEqualTo("bAQI=");
        assertThat(MESSAGE.frames(WireForm.V3_BASE64).get(1).text()).isEqualTo("b4AQI=");
        assertThat(MESSAGE.polling4().text()).isEqualTo("42[\"grüße\"]\u001ebAQI=");
        assertThat(StandardCharsets.UTF_8.decode(MESSAGE.polling3Text()).toString())
                .isEqualTo("11:42[\"grüße\"]6:b4AQI=");
        assertThat(MESSAGE.size())
                .isEqualTo(MESSAGE.frames(WireForm.V4).stream()
                        .mapToInt(Frame::size)
                        .sum());
    }

    @Test
    @Line(46)
    void compress_unlessSwitchedOff_isWanted() {
        assertThat(MESSAGE.frames(WireForm.V4)).allMatch(Frame::compress);
        EncodedMessage plain = MESSAGE.withCompress(false);

        assertThat(plain.frames(WireForm.V4)).noneMatch(Frame::compress);
        assertThat(plain.frames(WireForm.V3)).noneMatch(Frame::compress);
        assertThat(plain.frames(WireForm.V4_BASE64)).noneMatch(Frame::compress);
        assertThat(plain.withCompress(false)).isSameAs(plain);
        assertThat(MESSAGE.withCompress(true)).isSameAs(MESSAGE);
        assertThat(plain.frames(WireForm.V4).get(0).payload())
                .isEqualTo(MESSAGE.frames(WireForm.V4).get(0).payload());
    }

    @Test
    void retain_compressedBeforeOrWhileHeld_releasesWhatItCounted() {
        MemoryBudget memory = MemoryBudget.of(1_000_000);
        EncodedMessage message = EncodedMessage.of("x".repeat(5_000), List.of());
        message.retain(memory);
        long plain = memory.used();
        int compressed = message.frames(WireForm.V4).get(0).deflated().size();

        message.retain(memory);
        assertThat(memory.used()).isEqualTo(plain).isGreaterThan(5_000);
        message.release(memory);
        message.release(memory);
        assertThat(memory.used()).isZero();

        message.retain(memory);
        assertThat(memory.used()).isEqualTo(plain + compressed);
        message.release(memory);
        assertThat(memory.used()).isZero();
    }

    @Test
    void fields_ofWireObjects_areFinalOrFormsMadeOnDemand() {
        for (Class<?> type : List.of(EncodedMessage.class, Frame.class, InPacket.class)) {
            for (Field field : type.getDeclaredFields()) {
                assertThat(Modifier.isFinal(field.getModifiers()) || Modifier.isVolatile(field.getModifiers()))
                        .as(field.toString())
                        .isTrue();
            }
            assertThat(type.getDeclaredMethods())
                    .noneMatch(method -> method.getName().startsWith("set"));
        }
    }
}
