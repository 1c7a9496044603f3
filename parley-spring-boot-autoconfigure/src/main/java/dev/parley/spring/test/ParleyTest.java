package dev.parley.spring.test;

import dev.parley.testkit.LocalClient;
import dev.parley.testkit.LocalTransport;
import dev.parley.testkit.ManualScheduler;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.context.filter.annotation.TypeExcludeFilters;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.core.annotation.AliasFor;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * A test of an application's chat without a port, a network or waiting. The context has Parley's auto-configurations and nothing
 * else, an in-memory store, and three beans to inject:
 *
 * <ul>
 *   <li>{@link LocalTransport}: clients connect through it, see {@link LocalClient#connect(LocalTransport)};
 *   <li>{@link ManualScheduler}: the engine's clock, which stands still until the test advances it;
 *   <li>{@code ChatEngine}: the engine under test.
 * </ul>
 *
 * <p>Of the application's components, those are found that the engine uses: {@code Authenticator}, {@code Authorizer}, {@code
 * NamePolicy}, {@code MessageInterceptor}, {@code ChatListener}, {@code ServerObserver}, {@code RoomDefinition}, {@code
 * SocketServerCustomizer}, {@code ChatEngineCustomizer}, and classes with methods annotated {@code @OnConnect}, {@code @OnEvent} or
 * {@code @OnDisconnect}. What these need in turn is given by the test, as with every slice of Spring Boot: {@code @MockitoBean},
 * {@code @Import} or a nested {@code @TestConfiguration}. A {@code MessageStore}, {@code Scheduler} or {@code LocalTransport} bean of
 * the test replaces the one described above.
 *
 * <p>A request has no principal here: the configuration for Spring Security is left out. A test whose application has no {@code
 * Authenticator} of its own sets {@code parley.guests=true}.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@BootstrapWith(ParleyTestContextBootstrapper.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(ParleyTypeExcludeFilter.class)
@ImportAutoConfiguration
public @interface ParleyTest {

    /**
     * Properties in the form {@code key=value}, added to the environment before the test runs.
     *
     * @return none by default
     */
    String[] properties() default {};

    /**
     * Whether only the components listed above are found.
     *
     * @return true by default; false to find those of {@link #includeFilters} only
     */
    boolean useDefaultFilters() default true;

    /**
     * Filters for components to add.
     *
     * @return none by default
     */
    Filter[] includeFilters() default {};

    /**
     * Filters for components to leave out.
     *
     * @return none by default
     */
    Filter[] excludeFilters() default {};

    /**
     * Auto-configurations to leave out.
     *
     * @return none by default
     */
    @AliasFor(annotation = ImportAutoConfiguration.class, attribute = "exclude")
    Class<?>[] excludeAutoConfiguration() default {};
}
