package dev.parley.spring;

import dev.parley.chat.policy.Authenticator;
import dev.parley.transport.policy.HandshakeGuard;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;

/**
 * With Spring Security and no {@link Authenticator} of the application: the user is the one that its filters authenticated, and
 * handshakes from pages of other origins than the application's own and those in {@code parley.cors.origins} are refused, since
 * browsers send cookies with any page's WebSocket. Needs the engine behind the filters, so in the servlet container.
 */
@AutoConfiguration
@ConditionalOnClass(Authentication.class)
@ConditionalOnBooleanProperty(name = "parley.enabled", matchIfMissing = true)
@ConditionalOnProperty(name = "parley.server.mode", havingValue = "shared", matchIfMissing = true)
@ConditionalOnMissingBean(Authenticator.class)
@EnableConfigurationProperties(ParleyProperties.class)
public class ParleySecurityAutoConfiguration {

    /** Made by Spring. */
    ParleySecurityAutoConfiguration() {}

    @Bean
    Authenticator parleyAuthenticator() {
        return new PrincipalAuthenticator();
    }

    @Bean
    @ConditionalOnMissingBean
    HandshakeGuard parleyOriginGuard(ParleyProperties properties) {
        return new OriginGuard(properties.cors().origins());
    }

    /** The engine's POSTs carry no token of Spring's; what keeps other pages out is the guard of the handshake. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(HttpSecurity.class)
    static class Csrf {

        @Bean
        Customizer<HttpSecurity> parleyCsrf(ParleyProperties properties) {
            String path = properties.path();
            String all = path.endsWith("/") ? path + "**" : path + "/**";
            return http -> http.csrf(csrf -> csrf.ignoringRequestMatchers(all));
        }
    }
}
