package dev.parley.spring;

import dev.parley.chat.ChatEngine;
import dev.parley.transport.servlet.ParleyServlet;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/** The engine in the application's servlet container, behind its filters; not on Jetty, where {@link ParleyJettyAutoConfiguration} serves it. */
@AutoConfiguration(after = ParleyAutoConfiguration.class, afterName = ParleyServletAutoConfiguration.JETTY_SERVER)
@ConditionalOnClass(ParleyServlet.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnProperty(name = "parley.server.mode", havingValue = "shared", matchIfMissing = true)
@ConditionalOnBean(ChatEngine.class)
@Conditional(ParleyServletAutoConfiguration.NotOnJetty.class)
public class ParleyServletAutoConfiguration {

    static final String JETTY_SERVER =
            "org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration";
    static final String JETTY_FACTORY = "org.springframework.boot.jetty.servlet.JettyServletWebServerFactory";

    /** Made by Spring. */
    ParleyServletAutoConfiguration() {}

    @Bean
    ServletRegistrationBean<ParleyServlet> parleyServlet(ChatEngine engine) {
        String path = engine.path();
        ServletRegistrationBean<ParleyServlet> registration =
                new ServletRegistrationBean<>(new ParleyServlet(engine), path.endsWith("/") ? path + "*" : path + "/*");
        registration.setName("parley");
        registration.setAsyncSupported(true);
        registration.setLoadOnStartup(1);
        return registration;
    }

    /** The application's web server is no Jetty. */
    static final class NotOnJetty extends NoneNestedConditions {

        NotOnJetty() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnBean(type = JETTY_FACTORY)
        static final class OnJetty {}
    }
}
