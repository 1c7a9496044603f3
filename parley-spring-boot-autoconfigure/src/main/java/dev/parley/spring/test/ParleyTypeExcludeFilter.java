package dev.parley.spring.test;

import dev.parley.chat.policy.Authenticator;
import dev.parley.chat.policy.Authorizer;
import dev.parley.chat.policy.ChatListener;
import dev.parley.chat.policy.MessageInterceptor;
import dev.parley.chat.policy.NamePolicy;
import dev.parley.chat.policy.RoomDefinition;
import dev.parley.runtime.observe.ServerObserver;
import dev.parley.spring.ChatEngineCustomizer;
import dev.parley.spring.OnConnect;
import dev.parley.spring.OnDisconnect;
import dev.parley.spring.OnEvent;
import dev.parley.spring.SocketServerCustomizer;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;

/** Lets the components of a {@link ParleyTest} pass that the engine uses. */
final class ParleyTypeExcludeFilter extends StandardAnnotationCustomizableTypeExcludeFilter<ParleyTest> {

    private static final Set<Class<?>> USED = Set.of(
            Authenticator.class,
            Authorizer.class,
            NamePolicy.class,
            MessageInterceptor.class,
            ChatListener.class,
            ServerObserver.class,
            RoomDefinition.class,
            SocketServerCustomizer.class,
            ChatEngineCustomizer.class);

    private static final List<String> LISTENERS =
            List.of(OnConnect.class.getName(), OnEvent.class.getName(), OnDisconnect.class.getName());

    ParleyTypeExcludeFilter(Class<?> testClass) {
        super(testClass);
    }

    @Override
    protected Set<Class<?>> getKnownIncludes() {
        return USED;
    }

    @Override
    protected boolean defaultInclude(MetadataReader reader, MetadataReaderFactory factory) throws IOException {
        AnnotationMetadata type = reader.getAnnotationMetadata();
        return super.defaultInclude(reader, factory) || LISTENERS.stream().anyMatch(type::hasAnnotatedMethods);
    }
}
