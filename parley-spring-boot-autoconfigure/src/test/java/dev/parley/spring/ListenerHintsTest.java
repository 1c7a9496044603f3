package dev.parley.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.model.User;
import dev.parley.socketio.Socket;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.ReflectionHintsPredicates;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.beans.factory.aot.AotServices;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.javapoet.ClassName;

/** What an application that is prepared ahead of time gets to know of its listeners. */
final class ListenerHintsTest {

    private static final ReflectionHintsPredicates REFLECTION = RuntimeHintsPredicates.reflection();

    private static RuntimeHints hints(Class<?> bean) {
        GenericApplicationContext context = new GenericApplicationContext();
        context.registerBean("listener", bean);
        DefaultGenerationContext generation =
                new DefaultGenerationContext(new ClassNameGenerator(ClassName.get(bean)), new InMemoryGeneratedFiles());
        new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
        return generation.getRuntimeHints();
    }

    @Test
    void processor_isFoundBySpring() {
        assertThat(AotServices.factories()
                        .load(BeanRegistrationAotProcessor.class)
                        .asList())
                .hasAtLeastOneElementOfType(ListenerHints.class);
    }

    @Test
    void listener_itsMethodsAndPayloads_areReached() throws Exception {
        RuntimeHints hints = hints(Game.class);
        assertThat(REFLECTION.onMethodInvocation(
                        Game.class.getDeclaredMethod("move", Socket.class, Move.class, Optional.class)))
                .accepts(hints);
        assertThat(REFLECTION.onMethodInvocation(Game.class.getDeclaredMethod("joined", User.class)))
                .accepts(hints);
        assertThat(REFLECTION.onType(Move.class)).accepts(hints);
        assertThat(REFLECTION.onMethodInvocation(Move.class.getDeclaredMethod("row")))
                .accepts(hints);
        assertThat(REFLECTION.onType(Comment.class)).accepts(hints);
        assertThat(REFLECTION.onType(Outcome.class)).accepts(hints);
        assertThat(REFLECTION.onType(Socket.class)).rejects(hints);
    }

    @Test
    void otherBean_isLeftAlone() {
        assertThat(REFLECTION.onType(Move.class)).rejects(hints(Other.class));
    }

    record Move(int row, int column) {}

    record Comment(String text) {}

    record Outcome(boolean won) {}

    static class Game {

        @OnConnect
        void joined(User user) {}

        @OnEvent("move")
        CompletionStage<Outcome> move(Socket socket, Move move, Optional<Comment> comment) {
            return CompletableFuture.completedStage(new Outcome(move.row() == 1));
        }
    }

    static class Other {

        Move move(Move move) {
            return move;
        }
    }
}
