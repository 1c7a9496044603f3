package dev.parley.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

final class FailureLogTest {

    private final Lines lines = new Lines();
    private final AtomicLong nanos = new AtomicLong();
    private final FailureLog log = new FailureLog(lines, nanos::get);

    @Test
    void warn_aThousandOfAKind_isALineAMinute() {
        for (int i = 0; i < 1_000; i++) {
            log.warn("not stored", new IllegalStateException("full"));
        }
        assertThat(lines.at(Level.WARN)).containsExactly("not stored: java.lang.IllegalStateException: full");

        nanos.addAndGet(Duration.ofMinutes(1).toNanos() - 1);
        log.warn("not stored", new IllegalStateException("full"));
        assertThat(lines.at(Level.WARN)).hasSize(1);

        nanos.incrementAndGet();
        log.warn("not stored", new IllegalStateException("still full"));
        assertThat(lines.at(Level.WARN))
                .element(1)
                .isEqualTo(
                        "not stored, 1000 more since the last such line: java.lang.IllegalStateException: still full");
    }

    @Test
    void warn_ofAnotherKind_isALineOfItsOwn() {
        log.warn("not stored", new IllegalStateException("full"));
        log.warn("not read", new IllegalStateException("full"));
        log.warn("not stored", new IllegalArgumentException("odd"));

        assertThat(lines.at(Level.WARN)).hasSize(3);
    }

    @Test
    void warn_moreKindsThanAreToldApart_areOneKindMore() {
        for (int i = 0; i < 10 * FailureLog.MAX_KINDS; i++) {
            log.warn("kind " + i, new IllegalStateException());
        }
        assertThat(lines.at(Level.WARN))
                .hasSize(FailureLog.MAX_KINDS + 1)
                .last()
                .asString()
                .startsWith("kind " + FailureLog.MAX_KINDS + ":");

        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        log.warn("kind 500", new IllegalStateException());
        log.warn("kind 501", new IllegalStateException());

        assertThat(lines.at(Level.WARN)).hasSize(FailureLog.MAX_KINDS + 3);
    }

    @Test
    void log_aThousandOfAKind_isALineAMinuteAtItsLevelAndTheOthersAtDebug() {
        for (int i = 0; i < 1_000; i++) {
            log.log(Level.INFO, "FORBIDDEN", "refused", line -> line.addKeyValue("code", "FORBIDDEN"));
        }
        log.log(Level.INFO, "MUTED", "refused", line -> line.addKeyValue("code", "MUTED"));
        assertThat(lines.at(Level.INFO)).containsExactly("code=FORBIDDEN refused", "code=MUTED refused");
        assertThat(lines.at(Level.DEBUG)).hasSize(999).containsOnly("code=FORBIDDEN refused");

        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        log.log(Level.INFO, "FORBIDDEN", "refused", line -> line.addKeyValue("code", "FORBIDDEN"));

        assertThat(lines.at(Level.INFO)).last().isEqualTo("code=FORBIDDEN others=999 refused");
    }

    /** Keeps lines of every level; key-values stand before the text. */
    static final class Lines extends LegacyAbstractLogger {
        private static final long serialVersionUID = 1;
        private final transient Map<Level, List<String>> lines = new EnumMap<>(Level.class);

        List<String> at(Level level) {
            return lines.getOrDefault(level, List.of());
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level level, Marker marker, String pattern, Object[] arguments, Throwable cause) {
            lines.computeIfAbsent(level, none -> new ArrayList<>())
                    .add(MessageFormatter.basicArrayFormat(pattern, arguments));
        }

        @Override
        protected String getFullyQualifiedCallerName() {
            return Lines.class.getName();
        }

        @Override
        public boolean isTraceEnabled() {
            return true;
        }

        @Override
        public boolean isDebugEnabled() {
            return true;
        }

        @Override
        public boolean isInfoEnabled() {
            return true;
        }

        @Override
        public boolean isWarnEnabled() {
            return true;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }
    }
}
