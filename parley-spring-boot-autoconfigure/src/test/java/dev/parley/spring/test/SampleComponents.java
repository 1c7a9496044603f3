package dev.parley.spring.test;

import dev.parley.chat.policy.ChatListener;
import dev.parley.spring.OnEvent;
import dev.parley.store.MessageStore;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.springframework.stereotype.Component;
import org.springframework.stereotype.Service;

/** The components of {@link SampleApplication}, found by scanning. */
final class SampleComponents {

    private SampleComponents() {}

    /** The application's own service; the slice leaves it to the test. */
    interface Greetings {
        String of(String name);
    }

    /** Must not be made by the slice. */
    @Service
    static class SlowGreetings implements Greetings {

        SlowGreetings(MessageStore store) {
            throw new IllegalStateException("made by the slice, with " + store);
        }

        @Override
        public String of(String name) {
            return name;
        }
    }

    /** Found by its annotated method. */
    @Component
    static class Greeter {

        private final Greetings greetings;

        Greeter(Greetings greetings) {
            this.greetings = greetings;
        }

        @OnEvent("greet")
        List<String> greet(String name) {
            return List.of(Objects.requireNonNull(greetings.of(name)), Instant.EPOCH.toString());
        }
    }

    /** Found by its type. */
    @Component
    static class Audit implements ChatListener {}
}
