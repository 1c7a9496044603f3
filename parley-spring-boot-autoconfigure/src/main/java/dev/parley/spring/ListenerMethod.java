package dev.parley.spring;

import dev.parley.chat.ChatEngine;
import dev.parley.model.User;
import dev.parley.socketio.Socket;
import dev.parley.socketio.event.Ack;
import dev.parley.socketio.event.DisconnectReason;
import dev.parley.socketio.event.Event;
import dev.parley.socketio.event.EventException;
import dev.parley.socketio.event.PayloadType;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.security.Principal;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/** A method of a bean that receives the events of sockets. */
final class ListenerMethod {

    /** What may be passed to the method; the event and the reason are null where there is none. */
    record Call(
            Socket socket, @Nullable Event event, @Nullable DisconnectReason reason) {}

    private static final Set<Class<?>> OF_ALL = Set.of(Socket.class, User.class, Principal.class);
    private static final Set<Class<?>> OF_EVENTS = Set.of(Event.class, Ack.class);

    private final Object bean;
    private final Method method;
    private final ChatEngine engine;
    private final ArgumentCheck check;

    ListenerMethod(Object bean, Method method, ChatEngine engine, ArgumentCheck check) {
        this.bean = bean;
        this.method = method;
        this.engine = engine;
        this.check = check;
        ReflectionUtils.makeAccessible(method);
    }

    /** Refuses parameters that cannot be filled where there are no arguments of an event. */
    void requireNoArguments(Class<?>... others) {
        for (Parameter parameter : method.getParameters()) {
            if (!OF_ALL.contains(parameter.getType()) && !Arrays.asList(others).contains(parameter.getType())) {
                throw new ParleyConfigurationException(
                        "the parameter " + parameter + " of " + method + " cannot be filled",
                        "Take a Socket, a User, a Principal"
                                + (others.length == 0 ? "." : " or a " + others[0].getSimpleName() + "."));
            }
        }
    }

    /** Whether a parameter of this type takes an argument of the event. */
    static boolean isArgument(Class<?> type) {
        return !OF_ALL.contains(type) && !OF_EVENTS.contains(type) && type != DisconnectReason.class;
    }

    boolean answers() {
        return method.getReturnType() != void.class;
    }

    @Nullable
    Object invoke(Call call) {
        Parameter[] parameters = method.getParameters();
        @Nullable Object[] values = new Object[parameters.length];
        int index = 0;
        for (int i = 0; i < parameters.length; i++) {
            Class<?> type = parameters[i].getType();
            values[i] = isArgument(type) ? argument(parameters[i], index++, call.event()) : known(type, call);
        }
        try {
            return method.invoke(bean, values);
        } catch (InvocationTargetException failure) {
            ReflectionUtils.rethrowRuntimeException(failure.getTargetException());
        } catch (IllegalAccessException inaccessible) {
            throw new IllegalStateException(inaccessible);
        }
        throw new AssertionError("not reached");
    }

    private @Nullable Object known(Class<?> type, Call call) {
        Event event = call.event();
        if (type == Socket.class) {
            return call.socket();
        }
        if (type == User.class) {
            return engine.user(call.socket());
        }
        if (type == Principal.class) {
            return call.socket().handshake().principal();
        }
        if (type == Ack.class) {
            return event == null ? null : event.ack();
        }
        return type == Event.class ? event : call.reason();
    }

    private @Nullable Object argument(Parameter parameter, int index, @Nullable Event event) {
        boolean optional = parameter.getType() == Optional.class;
        Type type = optional
                ? ((ParameterizedType) parameter.getParameterizedType()).getActualTypeArguments()[0]
                : parameter.getParameterizedType();
        Object value = event == null || index >= event.size() ? null : read(event, index, type);
        if (value == null && !optional && !isNullable(parameter)) {
            throw new EventException(EventException.INVALID_PAYLOAD, "argument " + (index + 1) + " is missing");
        }
        check.check(parameter, index, value);
        return optional ? Optional.ofNullable(value) : value;
    }

    private static @Nullable Object read(Event event, int index, Type type) {
        Type boxed = type instanceof Class<?> plain ? ClassUtils.resolvePrimitiveIfNecessary(plain) : type;
        try {
            return event.get(index, PayloadType.of(boxed));
        } catch (IllegalArgumentException misfit) {
            throw new EventException(
                    EventException.INVALID_PAYLOAD, "argument " + (index + 1) + " does not fit", misfit);
        }
    }

    private static boolean isNullable(Parameter parameter) {
        return isNullable(parameter.getAnnotations())
                || isNullable(parameter.getAnnotatedType().getAnnotations());
    }

    private static boolean isNullable(Annotation[] annotations) {
        return Arrays.stream(annotations)
                .anyMatch(each -> each.annotationType().getSimpleName().equals("Nullable"));
    }

    @Override
    public String toString() {
        return method.toString();
    }
}
