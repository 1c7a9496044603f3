package dev.parley.sample.springboot;

import java.util.Objects;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The sample on a free port. */
record RunningApplication(ConfigurableApplicationContext context) implements AutoCloseable {

    static RunningApplication start() {
        return new RunningApplication(SpringApplication.run(
                ChatApplication.class,
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--logging.level.root=warn"));
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
