package demo;

import dev.parley.chat.ChatEngine;
import dev.parley.chat.policy.RoomDefinition;
import dev.parley.store.jdbc.JdbcMessageStore;
import dev.parley.transport.jetty.JettyTransport;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;

/** Starts a chat on a free port with a SQLite file, asks it for a session, and ends. */
public final class Main {

    /**
     * Fails unless the chat answers.
     *
     * @param arguments none
     * @throws Exception if it cannot start
     */
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("consumer");
        ChatEngine chat = ChatEngine.builder()
                .store(JdbcMessageStore.sqlite(folder.resolve("chat.db")))
                .guests(true)
                .rooms(RoomDefinition.open("java"))
                .build();
        JettyTransport transport = JettyTransport.builder().port(0).build();
        transport.start(chat);
        chat.room("java").send("Deploy finished").toCompletableFuture().get();
        URI uri = URI.create("http://localhost:" + transport.port() + "/socket.io/?EIO=4&transport=polling");
        String answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
        transport.close();
        chat.close();
        if (!answer.startsWith("0{\"sid\":")) {
            throw new AssertionError(answer);
        }
        System.out.println("class path: " + answer);
    }

    private Main() {}
}
