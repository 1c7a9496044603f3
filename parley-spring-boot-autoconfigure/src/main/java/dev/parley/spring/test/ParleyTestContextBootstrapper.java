package dev.parley.spring.test;

import org.springframework.boot.test.autoconfigure.TestSliceTestContextBootstrapper;

/** Starts the context of a {@link ParleyTest}. */
final class ParleyTestContextBootstrapper extends TestSliceTestContextBootstrapper<ParleyTest> {

    /** Made by Spring. */
    ParleyTestContextBootstrapper() {}
}
