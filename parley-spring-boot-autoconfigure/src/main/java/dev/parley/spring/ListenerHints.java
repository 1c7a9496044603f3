package dev.parley.spring;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.util.ClassUtils;

/** For applications that are prepared ahead of time: annotated methods may be called, and the types of their arguments read and written. */
final class ListenerHints implements BeanRegistrationAotProcessor {

    private final BindingReflectionHintsRegistrar payloads = new BindingReflectionHintsRegistrar();

    /** Made by Spring. */
    ListenerHints() {}

    @Override
    public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
        Class<?> type = ClassUtils.getUserClass(bean.getBeanClass());
        Set<Method> methods = ListenerBeans.listeners(type);
        if (methods.isEmpty()) {
            return null;
        }
        return (generation, code) -> {
            ReflectionHints hints = generation.getRuntimeHints().reflection();
            methods.forEach(method -> register(method, hints));
        };
    }

    private void register(Method method, ReflectionHints hints) {
        hints.registerMethod(method, ExecutableMode.INVOKE);
        for (Parameter parameter : method.getParameters()) {
            if (ListenerMethod.isArgument(parameter.getType())) {
                payloads.registerReflectionHints(hints, parameter.getParameterizedType());
            }
        }
        Type returned = method.getGenericReturnType();
        if (returned != void.class) {
            payloads.registerReflectionHints(hints, returned);
        }
    }
}
