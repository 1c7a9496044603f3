package dev.parley.engineio.session;

import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.engineio.packet.Json;
import dev.parley.engineio.packet.MalformedPacketException;
import dev.parley.engineio.packet.PayloadCodec;
import dev.parley.engineio.packet.WireForm;
import dev.parley.transport.Frame;
import dev.parley.transport.RequestInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a poll response.
 *
 * @param contentType its media type
 * @param parts its messages, shared with the responses to other clients, and their separators
 */
record PollBody(String contentType, List<Frame> parts) {

    private static final String TEXT = "text/plain; charset=UTF-8";
    private static final String SCRIPT = "text/javascript; charset=UTF-8";
    private static final String BYTES = "application/octet-stream";
    private static final Frame SEPARATOR = Frame.utf8(ByteBuffer.wrap(new byte[] {PayloadCodec.SEPARATOR}));

    static PollBody of(List<EncodedMessage> messages, int protocol, boolean base64, RequestInfo request) {
        if (protocol == 4) {
            return new PollBody(TEXT, joined(messages));
        }
        String callback = Jsonp.callback(request);
        boolean text = callback != null
                || base64
                || WireForm.wantsBase64(request)
                || messages.stream().noneMatch(EncodedMessage::hasBinary);
        List<ByteBuffer> parts = messages.stream()
                .map(text ? EncodedMessage::polling3Text : EncodedMessage::polling3Binary)
                .toList();
        if (callback != null) {
            return script(callback, parts);
        }
        return new PollBody(
                text ? TEXT : BYTES, parts.stream().map(Frame::binary).toList());
    }

    private static List<Frame> joined(List<EncodedMessage> messages) {
        if (messages.size() == 1) {
            return List.of(messages.get(0).polling4());
        }
        List<Frame> parts = new ArrayList<>(messages.size() * 2);
        for (EncodedMessage message : messages) {
            if (!parts.isEmpty()) {
                parts.add(SEPARATOR);
            }
            parts.add(message.polling4());
        }
        return parts;
    }

    private static PollBody script(String callback, List<ByteBuffer> parts) {
        StringBuilder payload = new StringBuilder();
        for (ByteBuffer part : parts) {
            payload.append(StandardCharsets.UTF_8.decode(part));
        }
        String script = "___eio[" + callback + "](" + Json.quote(payload.toString()) + ");";
        return new PollBody(SCRIPT, List.of(Frame.text(script)));
    }

    int size() {
        int bytes = 0;
        for (Frame part : parts) {
            bytes += part.size();
        }
        return bytes;
    }

    List<ByteBuffer> plain() {
        return parts.size() == 1
                ? List.of(parts.get(0).payload())
                : parts.stream().map(Frame::payload).toList();
    }

    /** JSONP polling, for old browsers with protocol 3. */
    static final class Jsonp {

        private Jsonp() {}

        /** The index of the callback, reduced to its digits; null for a normal poll. */
        static @Nullable String callback(RequestInfo request) {
            String index = request.parameter("j");
            return index == null || index.isEmpty() ? null : index.replaceAll("[^0-9]", "");
        }

        /** The payload in the form field of a JSONP POST. */
        static String payload(String form) throws MalformedPacketException {
            RequestInfo parsed = RequestInfo.of("POST", "/", form, dev.parley.transport.HttpHeaders.none(), "", false);
            String field = parsed.parameter("d");
            if (field == null) {
                throw new MalformedPacketException("no payload in the form");
            }
            // The client escapes twice, so that line break conversions of the browser do no harm.
            StringBuilder text = new StringBuilder(field.length());
            for (int i = 0; i < field.length(); i++) {
                if (field.startsWith("\\\\n", i)) {
                    text.append("\\n");
                    i += 2;
                } else if (field.startsWith("\\n", i)) {
                    text.append('\n');
                    i++;
                } else {
                    text.append(field.charAt(i));
                }
            }
            return text.toString();
        }
    }
}
