package dev.parley.socketio.json;

import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import java.io.Serial;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Executable;
import java.lang.reflect.Parameter;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Requires every constructor parameter of a payload type to be present, unless it is an {@code Optional} or has an
 * annotation named {@code Nullable}.
 */
final class RequiredComponents extends NopAnnotationIntrospector {

    @Serial
    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
        if (!(member instanceof AnnotatedParameter given) || !(given.getMember() instanceof Executable creator)) {
            return null;
        }
        Parameter parameter = creator.getParameters()[given.getIndex()];
        boolean optional = OptionalTypes.isOptional(parameter.getType())
                || isNullable(parameter)
                || isNullable(parameter.getAnnotatedType());
        return optional ? null : Boolean.TRUE;
    }

    private static boolean isNullable(AnnotatedElement element) {
        return Stream.of(element.getAnnotations())
                .map(Annotation::annotationType)
                .anyMatch(type -> type.getSimpleName().equals("Nullable"));
    }
}
