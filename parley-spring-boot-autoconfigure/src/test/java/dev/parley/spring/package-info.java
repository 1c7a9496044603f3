/** Tests of the auto-configurations, each condition by itself and whole applications with real clients. */
@NullMarked
package dev.parley.spring;

import org.jspecify.annotations.NullMarked;
