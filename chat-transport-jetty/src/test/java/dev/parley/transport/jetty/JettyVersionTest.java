package dev.parley.transport.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JettyVersionTest {

    @Test
    void present_onThisClassPath_isExpected() {
        assertThat(JettyVersion.present()).isEqualTo(JettyVersion.EXPECTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"12.1.10", "12.1.12", "12.1.14", "12.1.99", "12.1.20-SNAPSHOT", "12.1.z-SNAPSHOT"})
    void of_theLineItWasBuiltWith_isExpected(String version) {
        assertThat(JettyVersion.of(version)).isEqualTo(JettyVersion.EXPECTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"12.2.0", "12.10.1", "13.0.0", "13.0.0-alpha0", "99999.1.2", "unknown", ""})
    void of_aNewerLineOrWhatSaysNothing_isNewer(String version) {
        assertThat(JettyVersion.of(version)).isEqualTo(JettyVersion.NEWER);
    }

    @Test
    void declared_byTheManifestOfAnApplication_saysNothingOfJetty() {
        assertThat(JettyVersion.declared("Eclipse Jetty Project", "12.0.36")).isEqualTo("12.0.36");
        assertThat(JettyVersion.declared(null, "0.1.0-SNAPSHOT")).isNull();
        assertThat(JettyVersion.declared("Acme", "0.1.0")).isNull();
        assertThat(JettyVersion.declared("Acme", null)).isNull();
    }

    @Test
    void of_noVersion_isExpected() {
        assertThat(JettyVersion.of(null)).isEqualTo(JettyVersion.EXPECTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"12.0.36", "12.0.0.beta1", "11.0.26", "9.4.58.v20250814"})
    void of_anOlderLine_isRefusedInOneSentenceThatNamesTheProperty(String version) {
        assertThatIllegalStateException()
                .isThrownBy(() -> JettyVersion.of(version))
                .withMessage("Parley needs Jetty 12.1, but Jetty " + version
                        + " is on the class path; set the version that your build manages for Jetty to 12.1.10 or later"
                        + " (with Spring Boot the property jetty.version)");
    }
}
