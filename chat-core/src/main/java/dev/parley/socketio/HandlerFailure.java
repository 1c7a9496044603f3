package dev.parley.socketio;

import dev.parley.runtime.FailureLog;
import dev.parley.socketio.event.EventException;
import dev.parley.socketio.json.MisfitException;
import dev.parley.socketio.listener.Refusals;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * The failure of a listener or middleware of the application, which threw, or whose stage failed.
 *
 * @param socket the socket of the event; null if there is none
 * @param event the event's name, or {@code connection}, {@code disconnect} and the like
 * @param cause what was thrown
 */
public record HandlerFailure(@Nullable Socket socket, String event, Throwable cause) {

    /** Maximum length of a client's text in a log. */
    private static final int MAX_LOGGED = 100;

    /**
     * The message to the client if its input is at fault, without any of its content; null for a fault of the
     * application. Clients can cause any number of these, so they are not logged as warnings.
     */
    @Nullable
    String refusal() {
        return cause instanceof EventException || cause instanceof MisfitException
                ? logged(String.valueOf(Refusals.answer(cause, "", "").get("message")), Integer.MAX_VALUE)
                : null;
    }

    /** Logs the failure, if the application has no hook for it. */
    void log(Logger log, FailureLog failures) {
        String refusal = refusal();
        if (refusal != null) {
            log.debug("{} of {} was refused: {}", loggedEvent(), socket, refusal);
        } else {
            String text = "Listener for " + loggedEvent() + " of " + socket + " failed";
            failures.log(Level.WARN, kind(), text, line -> line.setCause(cause));
        }
    }

    /**
     * The kind under which failures are counted in the log: those of one class, thrown at one place, so that clients
     * cannot invent any.
     */
    String kind() {
        StackTraceElement[] trace = cause.getStackTrace();
        return cause.getClass().getName() + (trace.length == 0 ? "" : " " + trace[0]);
    }

    /** The event's name for the log. */
    String loggedEvent() {
        return logged(event);
    }

    /** Sanitizes client input for the log: one line, of bounded length. */
    static String logged(String text) {
        return logged(text, MAX_LOGGED);
    }

    private static String logged(String text, int max) {
        String bounded = text.length() > max ? text.substring(0, max) + '…' : text;
        return bounded.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]", "?");
    }
}
