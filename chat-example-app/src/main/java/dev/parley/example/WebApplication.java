package dev.parley.example;

import dev.parley.chat.ChatEngine;
import dev.parley.example.api.AccountsApi;
import dev.parley.example.api.ChatApi;
import dev.parley.example.api.ExportApi;
import dev.parley.example.api.FilesApi;
import dev.parley.example.api.OperationsApi;
import dev.parley.example.api.SignInApi;
import dev.parley.example.web.Pages;
import dev.parley.example.web.RequestLimits;
import dev.parley.example.web.ResponseHeaders;
import dev.parley.example.web.Routes;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.server.Handler;

/** The HTTP endpoints beside the engine: page, API and operations. */
final class WebApplication {

    private final Handler handler;

    WebApplication(
            ServerOptions options,
            Services services,
            ChatEngine chat,
            AccountsApi.Eraser eraser,
            BooleanSupplier stopping) {
        Routes routes = new Routes(
                new RequestLimits(options.requestsPerMinute, services.nanoTime()),
                OperationsApi.UNLIMITED,
                services.failures());
        Map<String, Object> config = Map.of(
                "guests", options.guests,
                "registration", options.registration,
                "rooms", options.rooms,
                "uploadBytes", options.uploadBytes);
        new Pages().addTo(routes);
        routes.get("/api/config", Routes.DIRECT, call -> call.answer(200, config));
        new SignInApi(
                        services.accounts(),
                        new SignInApi.Signed(services.tokens(), services.fileCookie()),
                        services.access(),
                        new SignInApi.Doors(options.guests, options.registration),
                        new SignInApi.Attempts(
                                options.attemptsPerMinute, options.accountAttemptsPerMinute, services.nanoTime()),
                        services.hashers())
                .addTo(routes);
        new FilesApi(services.access(), services.files(), (user, room) -> mayRead(chat, user, room), services.workers())
                .addTo(routes);
        new ExportApi(
                        services.access(),
                        services.store(),
                        new ExportApi.Rules(chat::mayExport, chat.definedRooms()::contains),
                        new ExportApi.Means(
                                services.exporters(), services.spool(), services.failures(), services.nanoTime()),
                        services.clock())
                .addTo(routes);
        new ChatApi(services.access(), chat, services.workers()).addTo(routes);
        new AccountsApi(services.access(), services.accounts(), eraser, services.workers()).addTo(routes);
        OperationsApi.State state = new OperationsApi.State(services.readiness(), services::states, stopping);
        new OperationsApi(services.access(), state, services.metrics(), services.workers()).addTo(routes);
        handler = new ResponseHeaders(Services.named(options.cors), routes);
    }

    /** Whoever may join a room may read it; a conversation is readable by its two users. */
    private static CompletionStage<Boolean> mayRead(ChatEngine chat, User user, RoomName room) {
        return switch (room.kind()) {
            case NAMED -> chat.room(room.value()).admits(user);
            case DIRECT -> CompletableFuture.completedFuture(room.users().contains(user.id()));
            default -> CompletableFuture.completedFuture(false);
        };
    }

    Handler handler() {
        return handler;
    }
}
