/**
 * The chat engine for operators of a Spring Boot application: its health, its Actuator endpoint and its meters. An application's own
 * bean of a type takes the place of the configured one.
 */
@NullMarked
package dev.parley.spring.actuate;

import org.jspecify.annotations.NullMarked;
