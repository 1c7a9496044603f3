package dev.parley.spring;

import dev.parley.chat.ChatEngine;
import dev.parley.transport.TransportHandler;
import dev.parley.transport.jetty.JettyTransport;
import org.eclipse.jetty.server.Handler;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The engine on Jetty: in front of the application when that runs on Jetty, or on a port of its own with {@code
 * parley.server.mode=own-port}. In both cases the application's filters do not see its requests, so Spring Security does not
 * authenticate them: the application brings an {@link dev.parley.chat.policy.Authenticator}.
 */
@AutoConfiguration(before = ParleyAutoConfiguration.class)
@ConditionalOnClass(JettyTransport.class)
@ConditionalOnBooleanProperty(name = "parley.enabled", matchIfMissing = true)
@EnableConfigurationProperties(ParleyProperties.class)
public class ParleyJettyAutoConfiguration {

    /** Made by Spring. */
    ParleyJettyAutoConfiguration() {}

    private static JettyTransport.Builder builder(ParleyProperties.Server server) {
        return JettyTransport.builder().compression(server.compression());
    }

    /** A port of its own. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "parley.server.mode", havingValue = "own-port")
    static class OwnServer {

        @Bean
        @ConditionalOnMissingBean
        OwnPort parleyOwnPort(ParleyProperties properties) {
            ParleyProperties.Server server = properties.server();
            JettyTransport.Builder builder = builder(server).port(server.port());
            String host = server.host();
            JettyTransport transport = (host == null ? builder : builder.host(host)).build();
            return new OwnPort() {
                @Override
                public void start(TransportHandler handler) {
                    transport.start(handler);
                }

                @Override
                public int port() {
                    return transport.port();
                }

                @Override
                public void stop() {
                    transport.close();
                }
            };
        }
    }

    /** In front of the application. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(JettyServletWebServerFactory.class)
    @ConditionalOnProperty(name = "parley.server.mode", havingValue = "shared", matchIfMissing = true)
    static class InFront {

        @Bean
        WebServerFactoryCustomizer<JettyServletWebServerFactory> parleyJettyHandler(
                ParleyProperties properties, ObjectProvider<ChatEngine> engine) {
            return factory -> engine.ifAvailable(chat -> factory.addServerCustomizers(server -> server.setHandler(
                    new Handler.Sequence(builder(properties.server()).build().handler(chat), server.getHandler()))));
        }
    }
}
