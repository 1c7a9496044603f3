package dev.parley.spring;

import dev.parley.chat.ChatEngine;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/**
 * Fails the start of an application whose engine no client could reach, and says what is missing. An application that serves the
 * engine by itself says so with {@code parley.server.mode=none}.
 */
@AutoConfiguration(
        after = {ParleyAutoConfiguration.class, ParleyServletAutoConfiguration.class, ParleyJettyAutoConfiguration.class
        },
        afterName = ParleyServletAutoConfiguration.JETTY_SERVER)
@ConditionalOnBean(ChatEngine.class)
public class ParleyServingAutoConfiguration {

    private static final String OWN_PORT =
            "Add the dependency chat-transport-jetty and set parley.server.mode=own-port: the engine then has a port of its own.";

    /** Made by Spring. */
    ParleyServingAutoConfiguration() {}

    /** Reactor Netty hides its pipeline, and has no servlets. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    @ConditionalOnProperty(name = "parley.server.mode", havingValue = "shared", matchIfMissing = true)
    static class Reactive {

        Reactive() {
            throw new ParleyConfigurationException(
                    "a reactive application (WebFlux) cannot serve the engine on its own port", OWN_PORT);
        }
    }

    /** In front of which the engine cannot be put. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    @ConditionalOnProperty(name = "parley.server.mode", havingValue = "shared", matchIfMissing = true)
    @ConditionalOnBean(type = ParleyServletAutoConfiguration.JETTY_FACTORY)
    @ConditionalOnMissingClass("dev.parley.transport.jetty.JettyTransport")
    static class JettyWithoutTransport {

        JettyWithoutTransport() {
            throw new ParleyConfigurationException(
                    "the application runs on Jetty, where Parley's servlet cannot serve the engine",
                    "Add the dependency chat-transport-jetty: the engine then runs in front of the application, on its port.");
        }
    }

    /** Only the auto-configuration is there, not the starter. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    @ConditionalOnProperty(name = "parley.server.mode", havingValue = "shared", matchIfMissing = true)
    @Conditional(ParleyServletAutoConfiguration.NotOnJetty.class)
    @ConditionalOnMissingClass("dev.parley.transport.servlet.ParleyServlet")
    static class ContainerWithoutServlet {

        ContainerWithoutServlet() {
            throw new ParleyConfigurationException(
                    "nothing serves the engine in the servlet container",
                    "Add the dependency chat-transport-servlet, as parley-spring-boot-starter has it.");
        }
    }

    /** Asked for, but not there. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "parley.server.mode", havingValue = "own-port")
    @ConditionalOnMissingBean(OwnPort.class)
    static class NoOwnPort {

        NoOwnPort() {
            throw new ParleyConfigurationException(
                    "parley.server.mode=own-port needs a server for that port",
                    "Add the dependency chat-transport-jetty.");
        }
    }
}
