package dev.parley.sample.springboot;

import dev.parley.chat.ChatEngine;
import jakarta.servlet.DispatcherType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;

/** People sign in with a form and reach the chat by their session; other services call {@code /api} with their password. */
@Configuration(proxyBeanMethods = false)
class Security {

    private static final String PERSON = "PERSON";
    private static final String SERVICE = "SERVICE";

    /** No session and no cookie, so there is nothing that another page could misuse. */
    @Bean
    @Order(1)
    SecurityFilterChain services(HttpSecurity http) throws Exception {
        return http.securityMatcher("/api/**")
                .authorizeHttpRequests(all -> all.anyRequest().hasRole(SERVICE))
                .httpBasic(Customizer.withDefaults())
                .csrf(csrf -> csrf.disable())
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain people(HttpSecurity http, ChatEngine chat) throws Exception {
        return http.authorizeHttpRequests(all -> all.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .anyRequest()
                        .hasRole(PERSON))
                .formLogin(form -> form.defaultSuccessUrl("/", true))
                .logout(logout -> logout.addLogoutHandler((request, response, known) -> {
                    if (known != null) {
                        chat.user(known.getName()).disconnect("signed out");
                    }
                }))
                .csrf(csrf -> csrf.spa())
                // A client of the chat is told so, instead of being sent to a form.
                .exceptionHandling(refused -> refused.defaultAuthenticationEntryPointFor(
                        new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED),
                        PathPatternRequestMatcher.withDefaults().matcher("/socket.io/**")))
                .build();
    }

    /** For a try: a real application has its users elsewhere. */
    @Bean
    UserDetailsService users() {
        return new InMemoryUserDetailsManager(
                user("ann", PERSON), user("bob", PERSON), user("cem", PERSON), user("shop", SERVICE));
    }

    private static UserDetails user(String name, String role) {
        return User.withUsername(name).password("{noop}secret").roles(role).build();
    }
}
