package dev.parley.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.parley.chat.ChatEngine;
import dev.parley.chat.policy.Authenticator;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.ModerationAction;
import dev.parley.model.User;
import dev.parley.model.UserId;
import dev.parley.socketio.handshake.ConnectError;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.testkit.LocalClient;
import dev.parley.testkit.LocalTransport;
import dev.parley.transport.jetty.JettyTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What an operator reads of the library: one line each, structured, under its own logger names and without secrets. */
@Tag("any-jdk")
final class LogLinesTest {

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger library = (Logger) LoggerFactory.getLogger("dev.parley");
    private final Level before = Objects.requireNonNullElse(library.getLevel(), Level.INFO);

    @BeforeEach
    void listen() {
        library.setLevel(Level.INFO);
        lines.start();
        library.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        library.detachAppender(lines);
        library.setLevel(before);
    }

    private List<String> read() {
        List<ILoggingEvent> copy;
        synchronized (lines) {
            copy = new ArrayList<>(lines.list);
        }
        return copy.stream()
                .map(line -> line.getLevel() + " " + line.getLoggerName() + " " + line.getFormattedMessage() + " "
                        + (line.getKeyValuePairs() == null
                                ? ""
                                : line.getKeyValuePairs().stream()
                                        .map(pair -> pair.key + "=" + pair.value)
                                        .collect(Collectors.joining(" "))))
                .toList();
    }

    private void waitFor(String... parts) {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() ->
                        assertThat(read()).anySatisfy(line -> assertThat(line).contains(parts)));
    }

    private static LocalClient connect(LocalTransport transport, String token) {
        return LocalClient.connect(transport, LocalClient.Settings.defaults().withAuth(Map.of("token", token)));
    }

    @Test
    void message_isALineForWhoAsks() {
        ChatEngine chat = ChatEngine.builder()
                .store(InMemoryMessageStore.create())
                .guests(true)
                .build();
        LocalTransport transport = LocalTransport.of(chat);
        Logger messages = (Logger) LoggerFactory.getLogger("dev.parley.chat.messages");
        LocalClient ann =
                LocalClient.connect(transport, LocalClient.Settings.defaults().withAuth(Map.of("username", "Ann")));
        ann.ask("joinRoom", Map.of("room", "java"));

        messages.setLevel(Level.DEBUG);
        try {
            ann.ask("chatMessage", Map.of("room", "java", "text", "a secret"));
            waitFor("DEBUG dev.parley.chat.messages message", "room=java", "seq=1", "user=");
        } finally {
            messages.setLevel(null);
        }

        assertThat(read()).noneMatch(line -> line.contains("a secret"));
        transport.close();
        chat.close();
    }

    @Test
    void visit_refusalKickAndEnd_areALineEach() {
        ChatEngine chat = ChatEngine.builder()
                .store(InMemoryMessageStore.create())
                .authenticator(Authenticator.blocking(handshake -> {
                    String token = String.valueOf(handshake.auth("token", String.class));
                    return token.equals("secret-7") ? User.of("7", "Ann") : null;
                }))
                .build();
        LocalTransport transport = LocalTransport.of(chat);
        waitFor("INFO dev.parley.chat chat engine started");

        LocalClient ann = connect(transport, "secret-7");
        waitFor("INFO dev.parley.chat.connections connected", "user=7", "guest=false", "connections=1");
        assertThatThrownBy(() -> connect(transport, "stolen-8")).isInstanceOf(ConnectError.class);
        waitFor("INFO dev.parley.chat.connections connection refused", "code=UNAUTHENTICATED", "address=127.0.0.1");

        ann.ask("joinRoom", Map.of("room", "java"));
        chat.room("java")
                .moderate(ModerationAction.KICK, UserId.of("7"), null, "a reason of one's own")
                .toCompletableFuture()
                .join();
        waitFor("INFO dev.parley.chat.moderation moderated", "action=kick", "room=java", "user=7");
        ann.disconnect();
        waitFor("INFO dev.parley.chat.connections disconnected", "user=7", "reason=client namespace disconnect");

        connect(transport, "secret-7").ask("joinRoom", Map.of("room", "java"));
        chat.user("7").disconnect("bye");
        waitFor("INFO dev.parley.chat.connections connection cut", "user=7");
        transport.close();
        chat.close();
        waitFor("INFO dev.parley.chat chat engine is stopping", "connections=0");
        waitFor("INFO dev.parley.chat chat engine stopped");
        assertThat(String.join("\n", read())).doesNotContain("secret", "stolen", "Ann", "reason of one's own");
    }

    @Test
    void refusals_byTheThousand_areALineForEachCode() {
        ChatEngine chat = ChatEngine.builder()
                .store(InMemoryMessageStore.create())
                .limits(ChatLimits.defaults().with(Limit.CONNECTIONS_PER_USER, 1))
                .authenticator(Authenticator.blocking(
                        handshake -> "good".equals(handshake.auth("token", String.class)) ? User.of("7", "Ann") : null))
                .build();
        LocalTransport transport = LocalTransport.of(chat);
        for (int n = 0; n < 100; n++) {
            assertThatThrownBy(() -> connect(transport, "stolen")).isInstanceOf(ConnectError.class);
        }
        connect(transport, "good");
        waitFor("INFO dev.parley.chat.connections connected", "user=7");
        for (int n = 0; n < 100; n++) {
            LocalClient more = connect(transport, "good");
            await().pollInterval(Duration.ofMillis(5))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> !more.connected());
        }

        assertThat(read())
                .filteredOn(line -> line.contains("connection refused"))
                .hasSizeBetween(2, 20)
                .anyMatch(line -> line.contains("code=UNAUTHENTICATED"))
                .anyMatch(line -> line.contains("code=TOO_MANY_CONNECTIONS"));
        transport.close();
        chat.close();
    }

    @Test
    void port_inUseOrOfAnotherMachine_isSaid() {
        ChatEngine chat = ChatEngine.builder()
                .store(InMemoryMessageStore.create())
                .guests(true)
                .build();
        try (JettyTransport first = JettyTransport.builder().port(0).build().start(chat)) {
            int port = first.port();
            waitFor("INFO dev.parley.transport.jetty.JettyTransport listening", "port=" + port);
            assertThatThrownBy(() -> JettyTransport.builder().port(port).build().start(chat))
                    .hasMessageContaining("cannot serve on port " + port + ": ")
                    .hasMessageContaining("in use");
        }
        waitFor("INFO dev.parley.transport.jetty.JettyTransport stopped");
    }
}
