package dev.parley.socketio;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/**
 * A generic type that a payload is read as, given by an anonymous subclass: {@code new PayloadType<List<Order>>() {}}.
 *
 * @param <T> the type
 */
public abstract class PayloadType<T> {

    private final Type type;

    /** Captures the type argument of the subclass. */
    protected PayloadType() {
        Type parent = getClass().getGenericSuperclass();
        if (!(parent instanceof ParameterizedType given)) {
            throw new IllegalStateException("PayloadType needs a type argument: new PayloadType<List<String>>() {}");
        }
        type = given.getActualTypeArguments()[0];
    }

    /**
     * The captured type.
     *
     * @return the type
     */
    public final Type type() {
        return type;
    }

    @Override
    public final String toString() {
        return type.getTypeName();
    }
}
