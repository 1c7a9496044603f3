package dev.parley.sample.springboot;

import java.util.Map;
import java.util.Objects;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The sample on a free port. */
record RunningApplication(ConfigurableApplicationContext context) implements AutoCloseable {

    static RunningApplication start(String... options) {
        SpringApplication application = new SpringApplication(ChatApplication.class);
        application.setDefaultProperties(Map.of(
                "server.port", "0",
                "spring.main.banner-mode", "off",
                "logging.level.root", "warn"));
        return new RunningApplication(application.run(options));
    }

    String url() {
        return "http://localhost:"
                + Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer())
                        .getPort();
    }

    @Override
    public void close() {
        context.close();
    }
}
