package dev.parley.sample.springboot;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The application: {@code parley-spring-boot-starter} does the rest. */
@SpringBootApplication(proxyBeanMethods = false)
class ChatApplication {

    private ChatApplication() {}

    public static void main(String[] args) {
        SpringApplication.run(ChatApplication.class, args);
    }
}
