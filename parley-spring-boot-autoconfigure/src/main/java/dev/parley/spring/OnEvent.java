package dev.parley.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Called for an event of a client. Parameters of the types {@code Socket}, {@code Event}, {@code Ack}, {@code User} and {@code
 * Principal} are filled by type; all others take the event's arguments in order, read strictly as the engine's typed listeners do:
 * what is missing or does not fit is answered with {@code INVALID_PAYLOAD}, except for parameters that are {@code Optional} or
 * annotated {@code @Nullable}. With Jakarta Validation, arguments annotated {@code @Valid} are checked.
 *
 * <p>What the method returns is the acknowledgement; of a {@code CompletionStage}, what it ends with. A {@code void} method
 * acknowledges through {@code Ack}, or not at all. Called on a handler thread of the engine, one event of a socket after the
 * other; an exception is logged and answered as the engine does.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface OnEvent {

    /**
     * The event's name.
     *
     * @return not one of the names that the protocol reserves, such as {@code disconnect}
     */
    String value();

    /**
     * The namespace; the main one by default. Others are open to users who pass the engine's authentication.
     *
     * @return begins with a slash
     */
    String namespace() default "/";
}
