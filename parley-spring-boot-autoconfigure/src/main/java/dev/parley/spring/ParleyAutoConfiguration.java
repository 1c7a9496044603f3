package dev.parley.spring;

import dev.parley.chat.ChatEngine;
import dev.parley.chat.ChatEngineBuilder;
import dev.parley.chat.cluster.ChatCluster;
import dev.parley.chat.policy.Authenticator;
import dev.parley.chat.policy.Authorizer;
import dev.parley.chat.policy.ChatListener;
import dev.parley.chat.policy.MessageInterceptor;
import dev.parley.chat.policy.NamePolicy;
import dev.parley.chat.policy.RoomDefinition;
import dev.parley.engineio.options.EngineOptions;
import dev.parley.runtime.observe.ServerObserver;
import dev.parley.socketio.Adapter;
import dev.parley.socketio.SocketServer;
import dev.parley.socketio.SocketServerBuilder;
import dev.parley.store.MessageStore;
import dev.parley.transport.policy.CookiePolicy;
import dev.parley.transport.policy.CorsPolicy;
import dev.parley.transport.policy.HandshakeGuard;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * The Socket.IO server and the chat engine. Beans of the application that the engine asks for are found by their types: one {@link
 * Authenticator}, one {@link Authorizer}, one {@link NamePolicy}, one {@link Adapter.Factory}, one {@link ChatCluster}, and in their order all {@link MessageInterceptor}s, {@link
 * ChatListener}s, {@link ServerObserver}s, {@link RoomDefinition}s, {@link SocketServerCustomizer}s and {@link ChatEngineCustomizer}s.
 */
@AutoConfiguration(after = {ParleyStoreAutoConfiguration.class, ParleySecurityAutoConfiguration.class})
@ConditionalOnBooleanProperty(name = "parley.enabled", matchIfMissing = true)
@EnableConfigurationProperties(ParleyProperties.class)
public class ParleyAutoConfiguration {

    /** How long a client waits for an answer to any event; commands answer much earlier. */
    private static final Duration ANSWER_LIMIT = Duration.ofMinutes(1);

    /** Made by Spring. */
    ParleyAutoConfiguration() {}

    @Bean(destroyMethod = "")
    @ConditionalOnMissingBean
    SocketServer parleySocketServer(
            ParleyProperties properties,
            ObjectProvider<HandshakeGuard> guard,
            ObjectProvider<Adapter.Factory> adapter,
            ObjectProvider<ServerObserver> observers,
            ObjectProvider<SocketServerCustomizer> customizers) {
        SocketServerBuilder builder = SocketServer.builder()
                .engine(engine -> configure(engine, properties))
                .answerWithin(ANSWER_LIMIT);
        Duration window = properties.recovery().window();
        if (window != null) {
            builder.recovery(window, true);
        }
        guard.ifUnique(unique -> builder.engine(engine -> engine.guard(unique)));
        adapter.ifUnique(builder::adapter);
        observers.orderedStream().forEach(builder::observer);
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.build();
    }

    private static void configure(EngineOptions.Builder engine, ParleyProperties properties) {
        engine.path(properties.path())
                .pingInterval(properties.pingInterval())
                .pingTimeout(properties.pingTimeout())
                .maxPayload(Math.toIntExact(properties.maxPayload().toBytes()))
                .allowEio3(properties.allowEio3());
        ParleyProperties.Cors cors = properties.cors();
        if (!cors.origins().isEmpty()) {
            engine.cors(CorsPolicy.builder()
                    .origin(cors.origins().toArray(String[]::new))
                    .credentials(cors.credentials())
                    .build());
        }
        ParleyProperties.Cookie cookie = properties.cookie();
        if (cookie.enabled()) {
            engine.cookie(new CookiePolicy(cookie.name(), cookie.path(), true, cookie.sameSite(), cookie.secure()));
        }
    }

    @Bean(destroyMethod = "")
    @ConditionalOnMissingBean
    ChatEngine parleyChatEngine(
            ParleyProperties properties,
            SocketServer server,
            MessageStore store,
            ObjectProvider<ChatCluster> cluster,
            ChatParts parts) {
        ChatEngineBuilder builder = ChatEngine.builder()
                .server(server)
                .store(store)
                .guests(properties.guests())
                .uniqueNames(properties.uniqueNames())
                .reservedNames(properties.reservedNames().toArray(String[]::new))
                .roomMode(properties.roomMode())
                .freeRooms(properties.freeRooms())
                .compatibility(properties.compatibility())
                .limits(Limits.of(properties.limits()));
        properties.rooms().forEach(room -> builder.rooms(definition(room)));
        cluster.ifUnique(builder::cluster);
        parts.addTo(builder);
        return builder.build();
    }

    @Bean
    ChatParts parleyChatParts(
            ObjectProvider<Authenticator> authenticator,
            ObjectProvider<Authorizer> authorizer,
            ObjectProvider<NamePolicy> names,
            ObjectProvider<MessageInterceptor> interceptors,
            ObjectProvider<ChatListener> listeners,
            ObjectProvider<RoomDefinition> rooms,
            ObjectProvider<ChatEngineCustomizer> customizers) {
        return new ChatParts(authenticator, authorizer, names, interceptors, listeners, rooms, customizers);
    }

    @Bean
    ParleyLifecycle parleyLifecycle(ParleyProperties properties, ChatEngine engine, ObjectProvider<OwnPort> port) {
        return new ParleyLifecycle(
                engine, port.getIfAvailable(), properties.shutdown().timeout());
    }

    private static RoomDefinition definition(ParleyProperties.Room room) {
        String title = room.title();
        return new RoomDefinition(
                room.name(), room.kind(), title == null ? room.name() : title, room.topic(), room.invited());
    }

    /** What the application gives to the engine. */
    record ChatParts(
            ObjectProvider<Authenticator> authenticator,
            ObjectProvider<Authorizer> authorizer,
            ObjectProvider<NamePolicy> names,
            ObjectProvider<MessageInterceptor> interceptors,
            ObjectProvider<ChatListener> listeners,
            ObjectProvider<RoomDefinition> rooms,
            ObjectProvider<ChatEngineCustomizer> customizers) {

        void addTo(ChatEngineBuilder builder) {
            authenticator.ifAvailable(builder::authenticator);
            authorizer.ifAvailable(builder::authorizer);
            names.ifAvailable(builder::namePolicy);
            interceptors.orderedStream().forEach(builder::interceptor);
            listeners.orderedStream().forEach(builder::listener);
            rooms.orderedStream().forEach(builder::rooms);
            customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        }
    }
}
