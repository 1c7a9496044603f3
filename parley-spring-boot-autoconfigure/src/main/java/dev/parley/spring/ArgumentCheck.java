package dev.parley.spring;

import dev.parley.socketio.event.EventException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Valid;
import jakarta.validation.Validator;
import java.lang.reflect.Parameter;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks an argument of an event beyond its type. */
@FunctionalInterface
interface ArgumentCheck {

    /** Checks nothing. */
    ArgumentCheck NONE = (parameter, index, value) -> {};

    /**
     * Checks one argument.
     *
     * @throws EventException for the client, if it breaks a rule
     */
    void check(Parameter parameter, int index, @Nullable Object value);

    /** Checks what is annotated {@code @Valid}. */
    record Validated(Validator validator) implements ArgumentCheck {

        @Override
        public void check(Parameter parameter, int index, @Nullable Object value) {
            if (value == null || !parameter.isAnnotationPresent(Valid.class)) {
                return;
            }
            var broken = validator.validate(value);
            if (!broken.isEmpty()) {
                throw new EventException(
                        EventException.INVALID_PAYLOAD,
                        "argument " + (index + 1) + ": "
                                + broken.stream().map(Validated::text).sorted().collect(Collectors.joining(", ")));
            }
        }

        private static String text(ConstraintViolation<?> violation) {
            return violation.getPropertyPath() + " " + violation.getMessage();
        }
    }
}
