package dev.parley.socketio.listener;

import dev.parley.socketio.event.EventException;
import dev.parley.socketio.event.RateLimitException;
import dev.parley.socketio.handshake.ConnectError;
import dev.parley.socketio.json.MisfitException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The responses to refused clients and events. */
public final class Refusals {

    /** Replaces the message of an exception that was not meant for clients. */
    public static final String UNEXPLAINED = "Middleware failed";

    private Refusals() {}

    public static ConnectError of(@Nullable Throwable cause) {
        if (cause instanceof ConnectError refusal) {
            return refusal;
        } else if (cause instanceof EventException || cause instanceof MisfitException) {
            Map<String, Object> data = answer(cause, "", "");
            data.remove("ok");
            return new ConnectError(String.valueOf(data.remove("message")), data);
        }
        return new ConnectError(UNEXPLAINED);
    }

    /** The code under which a refusal is counted. */
    public static String code(ConnectError error) {
        return error.data() instanceof Map<?, ?> data && data.get("code") instanceof String code ? code : "REFUSED";
    }

    /** The payload of CONNECT_ERROR: for Socket.IO 2 clients only the data, or the text if there is none. */
    public static Object body(ConnectError error, boolean old) {
        Object data = error.data();
        if (old) {
            return data != null ? data : String.valueOf(error.getMessage());
        }
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("message", error.getMessage());
        if (data != null) {
            body.put("data", data);
        }
        return body;
    }

    /**
     * The negative acknowledgement of an event: with the content of an {@link EventException}, or the mismatch of a
     * payload, and without details of any other failure.
     */
    public static Map<String, Object> answer(Throwable cause, String code, String message) {
        if (cause instanceof RateLimitException limited) {
            Map<String, Object> answer = negative(limited.code(), String.valueOf(limited.getMessage()));
            answer.put(
                    "retryAfterMs",
                    Math.max(1, limited.retryAfter().plusNanos(999_999).toMillis()));
            return answer;
        } else if (cause instanceof EventException known) {
            return negative(known.code(), known.getMessage() == null ? "" : known.getMessage());
        } else if (cause instanceof MisfitException misfit) {
            String place = misfit.place().isEmpty() ? "" : " at " + misfit.place();
            return negative(EventException.INVALID_PAYLOAD, "the payload does not fit" + place);
        }
        return negative(code, message);
    }

    public static Map<String, Object> negative(String code, String message) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("ok", false);
        answer.put("code", code);
        answer.put("message", message);
        return answer;
    }
}
