package dev.parley.socketio.event;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Objects;

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

    private PayloadType(Type type) {
        this.type = type;
    }

    /**
     * A type that is known at run time only, such as that of a method's parameter.
     *
     * @param type a class or a parameterised type
     * @return the type to read payloads as
     */
    public static PayloadType<?> of(Type type) {
        return new PayloadType<Object>(Objects.requireNonNull(type, "type")) {};
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
