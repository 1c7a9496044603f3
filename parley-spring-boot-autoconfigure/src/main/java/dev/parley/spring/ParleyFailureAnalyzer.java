package dev.parley.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints what is wrong with the settings and what to change, in place of a stack trace. */
final class ParleyFailureAnalyzer extends AbstractFailureAnalyzer<ParleyConfigurationException> {

    /** Made by Spring. */
    ParleyFailureAnalyzer() {}

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, ParleyConfigurationException cause) {
        return new FailureAnalysis("Parley cannot start: " + cause.getMessage(), cause.action(), cause);
    }
}
