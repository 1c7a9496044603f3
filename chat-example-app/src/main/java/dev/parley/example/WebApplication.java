package dev.parley.example;

import dev.parley.chat.ChatEngine;
import dev.parley.example.api.ChatApi;
import dev.parley.example.api.ExportApi;
import dev.parley.example.api.FilesApi;
import dev.parley.example.api.OperationsApi;
import dev.parley.example.api.SignInApi;
import dev.parley.example.web.Pages;
import dev.parley.example.web.RequestLimits;
import dev.parley.example.web.ResponseHeaders;
import dev.parley.example.web.Routes;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.server.Handler;

/** Everything on the port that is not the engine's: the page, the API, and what operators ask for. */
final class WebApplication {

    private final Handler handler;

    WebApplication(ServerOptions options, Services services, ChatEngine chat, BooleanSupplier stopping) {
        Routes routes = new Routes(new RequestLimits(options.requestsPerMinute, services.clock()));
        Map<String, Object> config = Map.of(
                "guests", options.guests,
                "registration", options.registration,
                "rooms", options.rooms,
                "uploadBytes", options.uploadBytes);
        new Pages().addTo(routes);
        routes.add("GET", "/api/config", call -> call.answer(200, config));
        new SignInApi(
                        services.accounts(),
                        services.tokens(),
                        services.access(),
                        new SignInApi.Doors(options.guests, options.registration),
                        new RequestLimits(options.attemptsPerMinute, services.clock()))
                .addTo(routes);
        new FilesApi(services.access(), services.data().file("files"), options.uploadBytes, options.uploadsTotalBytes)
                .addTo(routes);
        new ExportApi(services.access(), services.store(), chat::mayExport, services.clock()).addTo(routes);
        new ChatApi(services.access(), chat).addTo(routes);
        new OperationsApi(services.access(), services.store(), services.metrics(), stopping).addTo(routes);
        handler = new ResponseHeaders(Services.named(options.cors), routes);
    }

    Handler handler() {
        return handler;
    }
}
