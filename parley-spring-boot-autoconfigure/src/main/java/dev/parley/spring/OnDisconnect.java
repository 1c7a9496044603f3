package dev.parley.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Called when a client has left a namespace, after its last event. May take the {@code Socket}, the {@code DisconnectReason}, its {@code User} and its {@code Principal}. Runs on a
 * handler thread of the engine; what it throws is logged.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface OnDisconnect {

    /**
     * The namespace; the main one by default. Others are open to users who pass the engine's authentication.
     *
     * @return begins with a slash
     */
    String namespace() default "/";
}
