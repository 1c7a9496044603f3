package demo;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.security.Principal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** An application of Boot 3.5: the engine answers over polling and WebSocket and knows the principal. */
@SpringBootApplication
public class Main {

    /** Signs everybody in who gives a name, in place of Spring Security. */
    @Bean
    Filter names() {
        return (request, response, chain) -> {
            String name = request.getParameter("name");
            Principal known = name == null ? null : () -> name;
            chain.doFilter(
                    new HttpServletRequestWrapper((HttpServletRequest) request) {
                        @Override
                        public Principal getUserPrincipal() {
                            return known;
                        }
                    },
                    response);
        };
    }

    public static void main(String[] arguments) throws Exception {
        long start;
        try (ConfigurableApplicationContext context = SpringApplication.run(Main.class, "--server.port=0")) {
            int port = ((ServletWebServerApplicationContext) context).getWebServer().getPort();
            HttpClient client = HttpClient.newHttpClient();
            URI polling = URI.create("http://localhost:" + port + "/socket.io/?EIO=4&transport=polling&name=ann");
            String handshake = client.send(HttpRequest.newBuilder(polling).build(), BodyHandlers.ofString())
                    .body();
            check(handshake.startsWith("0{\"sid\":"), handshake);
            String known = session(client, port, "&name=ann");
            check(known.contains("\"session\"") && known.contains("\"ann\""), known);
            String unknown = session(client, port, "");
            check(unknown.startsWith("44") && unknown.contains("UNAUTHENTICATED"), unknown);
            String sid = handshake.replaceAll(".*\"sid\":\"([^\"]+)\".*", "$1");
            client.sendAsync(
                    HttpRequest.newBuilder(URI.create(polling + "&sid=" + sid)).build(), BodyHandlers.ofString());
            start = System.nanoTime();
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
        check(seconds < 15, "a held poll kept the application for " + seconds + " s");
        System.out.println("Boot 3.5: ended after " + seconds + " s");
        System.exit(0);
    }

    /** The event after CONNECT, or the refusal. */
    private static String session(HttpClient client, int port, String name) throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        WebSocket.Listener listener = new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                String text = data.toString();
                if (text.startsWith("0")) {
                    socket.sendText("40", true);
                } else if (text.startsWith("42") || text.startsWith("44")) {
                    answer.complete(text);
                }
                return WebSocket.Listener.super.onText(socket, data, last);
            }
        };
        WebSocket socket = client.newWebSocketBuilder()
                .buildAsync(
                        URI.create("ws://localhost:" + port + "/socket.io/?EIO=4&transport=websocket" + name), listener)
                .get(30, TimeUnit.SECONDS);
        String text = answer.get(30, TimeUnit.SECONDS);
        socket.abort();
        return text;
    }

    private static void check(boolean holds, String seen) {
        if (!holds) {
            throw new AssertionError(seen);
        }
    }
}
