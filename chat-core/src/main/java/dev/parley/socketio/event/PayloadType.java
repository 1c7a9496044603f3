package dev.parley.socketio.event;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Objects;

/**
 * Captures a generic payload type with an anonymous subclass: {@code new PayloadType<List<Order>>() {}}.
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

    private PayloadType(Type type) {
        this.type = type;
    }

    /**
     * Returns a type that is only known at run time, such as that of a method's parameter.
     *
     * @param type a class or a parameterised type
     * @return the payload type
     */
    public static PayloadType<?> of(Type type) {
        return new PayloadType<Object>(Objects.requireNonNull(type, "type")) {};
    }

    /**
     * Returns the captured type.
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
