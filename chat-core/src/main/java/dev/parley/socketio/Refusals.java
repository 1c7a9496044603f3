package dev.parley.socketio;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a refused client is told. */
final class Refusals {

    /** Told instead of the message of an exception that was not meant for clients. */
    static final String UNEXPLAINED = "Middleware failed";

    private Refusals() {}

    static ConnectError of(@Nullable Throwable cause) {
        return cause instanceof ConnectError refusal ? refusal : new ConnectError(UNEXPLAINED);
    }

    /** The negative answer to an event: what an {@link EventException} says, and nothing of any other failure. */
    static Map<String, Object> answer(Throwable cause, String code, String message) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("ok", false);
        answer.put("code", cause instanceof EventException known ? known.code() : code);
        String text = cause instanceof EventException ? cause.getMessage() : message;
        answer.put("message", text == null ? "" : text);
        return answer;
    }
}
