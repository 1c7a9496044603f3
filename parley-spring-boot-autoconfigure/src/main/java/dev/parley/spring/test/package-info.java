/**
 * Tests of an application's chat without a port: the slice {@link dev.parley.spring.test.ParleyTest}. Needs {@code chat-testkit} and
 * {@code spring-boot-test-autoconfigure} on the class path of the tests.
 */
@NullMarked
package dev.parley.spring.test;

import org.jspecify.annotations.NullMarked;
