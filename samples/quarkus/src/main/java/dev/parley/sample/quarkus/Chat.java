package dev.parley.sample.quarkus;

import dev.parley.chat.ChatEngine;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.RoomDefinition;
import dev.parley.model.User;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.transport.vertx.EngineRequestHandler;
import dev.parley.transport.vertx.VertxTransport;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.Principal;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The chat, on the application's port. */
@ApplicationScoped
public class Chat {

    /** Whom Quarkus has authenticated is a user of the chat. Messages of this sample need not outlive it. */
    @Produces
    @Singleton
    ChatEngine engine() {
        return ChatEngine.builder()
                .store(InMemoryMessageStore.create())
                .authenticator(handshake -> {
                    String name = Objects.requireNonNull(handshake.principal(), "refused before")
                            .getName();
                    return CompletableFuture.completedStage(User.of(name, name));
                })
                .rooms(RoomDefinition.open("Java"))
                .limits(ChatLimits.defaults().with(Limit.MESSAGE_BURST, 100))
                .build();
    }

    /** Before the HTTP server stops, so that clients learn of it and pending polls are answered. */
    void shutDown(@Observes ShutdownDelayInitiatedEvent event, ChatEngine engine) {
        engine.close();
    }

    /** Where there is no such event: in tests and in dev mode. */
    void dispose(@Disposes ChatEngine engine) {
        engine.close();
    }

    void serve(@Observes Router router, ChatEngine engine) {
        EngineRequestHandler handler = VertxTransport.builder().build().handler(engine);
        router.route(engine.path() + "*").handler(routing -> handler.handle(routing.request(), principal(routing)));
    }

    private static @Nullable Principal principal(RoutingContext routing) {
        return routing.user() instanceof QuarkusHttpUser user
                ? user.getSecurityIdentity().getPrincipal()
                : null;
    }
}
