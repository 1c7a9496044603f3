package dev.parley.benchmark.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PayloadTest {
    @Test
    void read_whatWasWritten_isTheSame() {
        byte[] text = Payload.template(64);

        Payload.write(text, 3, 65_535, 4_711, 0x7fff_fff1, 0x1234_5678_9abc_def0L);

        ByteBuffer buffer = ByteBuffer.wrap(text);
        assertThat(Payload.room(buffer, 3)).isEqualTo(65_535);
        assertThat(Payload.slot(buffer, 3)).isEqualTo(4_711);
        assertThat(Payload.sequence(buffer, 3)).isEqualTo(0x7fff_fff1);
        assertThat(Payload.intendedNanos(buffer, 3)).isEqualTo(0x1234_5678_9abc_def0L);
    }

    @Test
    void write_anyValue_needsNoEscapeInJson() {
        byte[] text = Payload.template(Payload.HEADER);

        Payload.write(text, 0, 0xffff, 0, 0x0123_4567, 0x89ab_cdef_0123_4567L);

        assertThat(new String(text, StandardCharsets.US_ASCII)).matches("[@A-O]{32}");
    }

    @Test
    void template_shorterThanTheHeader_isRefused() {
        assertThatThrownBy(() -> Payload.template(31)).isInstanceOf(IllegalArgumentException.class);
    }
}
