package dev.parley.sample.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

/** The sample with Boot's Jetty in place of Tomcat, where Maven runs this test: the engine is in front of the application. */
final class OnJettyTest {

    @TempDir
    Path folder;

    @Test
    void guests_inFrontOfJetty_chat() throws Exception {
        try (RunningApplication application = RunningApplication.start("--parley.guests=true")) {
            assertThat(((WebServerApplicationContext) application.context()).getWebServer())
                    .extracting(server -> server.getClass().getSimpleName())
                    .asString()
                    .startsWith("Jetty");

            NodeClient.chatAsGuests(application.url(), folder);
        }
    }
}
