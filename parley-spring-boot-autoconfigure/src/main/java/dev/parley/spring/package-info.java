/**
 * The chat engine in Spring Boot: what {@code parley-spring-boot-starter} configures, and the annotations of listeners. An
 * application's own bean of a type takes the place of the configured one.
 */
@NullMarked
package dev.parley.spring;

import org.jspecify.annotations.NullMarked;
