package demo;

import dev.parley.transport.jetty.JettyTransport;
import io.micronaut.context.ApplicationContext;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

/** The beans of docs/micronaut.md: they serve while the application runs. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        int port;
        try (ApplicationContext context =
                ApplicationContext.run(Map.of("chat.port", "0", "micronaut.server.port", "-1"))) {
            port = context.getBean(JettyTransport.class).port();
            String opened = open(port);
            check(opened.startsWith("0{\"sid\":"), opened);
        }
        String after;
        try {
            after = open(port);
        } catch (ConnectException ended) {
            after = "";
        }
        check(after.isEmpty(), "it serves after the end of the application");
    }

    private static String open(int port) throws Exception {
        URI polling = URI.create("http://localhost:" + port + "/socket.io/?EIO=4&transport=polling");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(polling).build(), BodyHandlers.ofString())
                .body();
    }

    private static void check(boolean right, String otherwise) {
        if (!right) {
            throw new IllegalStateException(otherwise);
        }
    }
}
