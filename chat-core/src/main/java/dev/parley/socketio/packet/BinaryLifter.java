package dev.parley.socketio.packet;

import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import dev.parley.socketio.json.JavaScriptNumbers;
import dev.parley.transport.Frame;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes JSON with a placeholder for every binary value, and collects these values in order. Numbers that JSON lacks
 * become null, and doubles are printed as in JavaScript. Not thread-safe.
 */
final class BinaryLifter extends JsonGeneratorDelegate {

    private List<Frame> attachments = List.of();

    BinaryLifter(JsonGenerator target) {
        super(target, false);
    }

    /** Copies each binary value: the application may modify its own array afterwards. */
    List<Frame> attachments() {
        return attachments;
    }

    @Override
    public void writeBinary(Base64Variant variant, byte[] data, int offset, int length) throws IOException {
        placeholder(Arrays.copyOfRange(data, offset, offset + length));
    }

    @Override
    public int writeBinary(Base64Variant variant, InputStream data, int length) throws IOException {
        byte[] bytes = length < 0 ? data.readAllBytes() : data.readNBytes(length);
        placeholder(bytes);
        return bytes.length;
    }

    @Override
    public void writeNumber(double number) throws IOException {
        if (Double.isFinite(number)) {
            long whole = (long) number;
            if (whole == number && Math.abs(whole) < 1L << 53) {
                super.writeNumber(whole);
            } else {
                super.writeNumber(JavaScriptNumbers.text(number));
            }
        } else {
            super.writeNull();
        }
    }

    @Override
    public void writeNumber(float number) throws IOException {
        if (Float.isFinite(number)) {
            super.writeNumber(JavaScriptNumbers.text(number));
        } else {
            super.writeNull();
        }
    }

    @Override
    public void writeArray(double[] numbers, int offset, int length) throws IOException {
        super.writeStartArray(numbers, length);
        for (int i = offset; i < offset + length; i++) {
            writeNumber(numbers[i]);
        }
        super.writeEndArray();
    }

    private void placeholder(byte[] bytes) throws IOException {
        if (attachments.isEmpty()) {
            attachments = new ArrayList<>(2);
        }
        super.writeStartObject();
        super.writeFieldName("_placeholder");
        super.writeBoolean(true);
        super.writeFieldName("num");
        super.writeNumber(attachments.size());
        super.writeEndObject();
        attachments.add(Frame.binary(ByteBuffer.wrap(bytes)));
    }
}
