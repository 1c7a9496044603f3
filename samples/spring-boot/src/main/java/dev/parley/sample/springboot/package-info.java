/** A chat in a Spring Boot application: users of Spring Security, a REST endpoint that notifies them, and a page. */
@NullMarked
package dev.parley.sample.springboot;

import org.jspecify.annotations.NullMarked;
