package dev.parley.engineio.packet;

import dev.parley.transport.Frame;
import dev.parley.transport.RequestInfo;

/** The encodings of messages on a WebSocket, by protocol version and by whether the client accepts binary frames. */
public enum WireForm {
    /** Protocol 4. */
    V4,
    /** Protocol 4, with binary as {@code b} and base64. */
    V4_BASE64,
    /** Protocol 3. */
    V3,
    /** Protocol 3, with binary as {@code b4} and base64. */
    V3_BASE64;

    /** Returns the form for a protocol version, 4 or 3. */
    public static WireForm of(int protocol, boolean base64) {
        if (protocol == 4) {
            return base64 ? V4_BASE64 : V4;
        }
        return base64 ? V3_BASE64 : V3;
    }

    /** Whether a request asks for base64 instead of binary; applies to the whole session. */
    public static boolean wantsBase64(RequestInfo request) {
        String wish = request.parameter("b64");
        return wish != null && !wish.isEmpty();
    }

    /** Converts a {@link #V4} frame to this form. */
    public Frame frame(Frame frame) {
        if (frame.isText()) {
            return frame;
        }
        return switch (this) {
            case V4 -> frame;
            case V4_BASE64 -> PayloadCodec.base64Frame(frame, "b");
            case V3 -> PayloadCodec3.frame(frame);
            case V3_BASE64 -> PayloadCodec.base64Frame(frame, "b4");
        };
    }
}
