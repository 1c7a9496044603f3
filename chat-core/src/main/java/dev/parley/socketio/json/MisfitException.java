package dev.parley.socketio.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonMappingException;
import java.io.Serial;
import java.lang.reflect.Type;
import java.util.List;

/** Thrown if a payload value does not fit the required Java type. */
public final class MisfitException extends IllegalArgumentException {

    /** Maximum length of the reported location, which may come from the payload itself. */
    private static final int MAX_PLACE = 100;

    @Serial
    private static final long serialVersionUID = 1L;

    /** The path of names and indexes to the value. */
    private final String place;

    /**
     * Creates an exception.
     *
     * @param type the required type
     * @param cause the underlying failure
     */
    public MisfitException(Type type, Exception cause) {
        super("not a " + type.getTypeName() + reason(cause), cause);
        this.place = cause instanceof JsonMappingException mapping ? place(mapping.getPath()) : "";
    }

    private static String reason(Exception cause) {
        return cause instanceof JacksonException known ? ": " + known.getOriginalMessage() : "";
    }

    private static String place(List<JsonMappingException.Reference> path) {
        StringBuilder place = new StringBuilder();
        for (JsonMappingException.Reference step : path) {
            if (step.getFieldName() != null) {
                place.append(place.isEmpty() ? "" : ".").append(step.getFieldName());
            } else if (step.getIndex() >= 0) {
                place.append('[').append(step.getIndex()).append(']');
            }
        }
        return place.length() > MAX_PLACE ? place.substring(0, MAX_PLACE) : place.toString();
    }

    /**
     * The location of the value in the payload.
     *
     * @return for example {@code items[2].price}; empty for the whole value
     */
    public String place() {
        return place;
    }
}
