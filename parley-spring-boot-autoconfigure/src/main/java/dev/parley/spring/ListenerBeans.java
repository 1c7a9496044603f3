package dev.parley.spring;

import dev.parley.chat.ChatEngine;
import dev.parley.socketio.Namespace;
import dev.parley.socketio.Socket;
import dev.parley.socketio.event.DisconnectReason;
import dev.parley.spring.ListenerMethod.Call;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ReflectionUtils.MethodFilter;

/** Finds the annotated methods of all beans once they are made, and has the namespaces call them. */
final class ListenerBeans implements SmartInitializingSingleton {

    private static final String MAIN = "/";

    private final ConfigurableListableBeanFactory beans;
    private final ChatEngine engine;
    private final ArgumentCheck check;
    private final Map<String, Methods> byNamespace = new LinkedHashMap<>();

    ListenerBeans(ConfigurableListableBeanFactory beans, ChatEngine engine, ArgumentCheck check) {
        this.beans = beans;
        this.engine = engine;
        this.check = check;
    }

    /** The methods of one namespace. */
    private record Methods(
            List<ListenerMethod> connect, Map<String, ListenerMethod> events, List<ListenerMethod> disconnect) {

        void attach(Socket socket) {
            events.forEach((event, method) -> {
                if (method.answers()) {
                    socket.onRequest(event, received -> method.invoke(new Call(socket, received, null)));
                } else {
                    socket.on(event, received -> {
                        method.invoke(new Call(socket, received, null));
                    });
                }
            });
            for (ListenerMethod method : disconnect) {
                socket.onDisconnect((DisconnectReason reason) -> {
                    method.invoke(new Call(socket, null, reason));
                });
            }
            connect.forEach(method -> method.invoke(new Call(socket, null, null)));
        }
    }

    @Override
    public void afterSingletonsInstantiated() {
        for (String name : beans.getBeanDefinitionNames()) {
            Class<?> type = AutoProxyUtils.determineTargetClass(beans, name);
            if (type != null && !type.getName().startsWith("org.springframework.")) {
                find(name, type);
            }
        }
        byNamespace.forEach((name, methods) -> namespace(name).onConnection(methods::attach));
    }

    private Namespace namespace(String name) {
        return name.equals(MAIN) ? engine.server().of(MAIN) : engine.namespace(name, user -> true);
    }

    private void find(String name, Class<?> type) {
        for (Method method : listeners(type)) {
            ListenerMethod listener = new ListenerMethod(
                    beans.getBean(name),
                    AopUtils.selectInvocableMethod(method, beans.getBean(name).getClass()),
                    engine,
                    check);
            OnConnect connect = AnnotatedElementUtils.findMergedAnnotation(method, OnConnect.class);
            if (connect != null) {
                listener.requireNoArguments();
                of(connect.namespace()).connect.add(listener);
            }
            OnDisconnect disconnect = AnnotatedElementUtils.findMergedAnnotation(method, OnDisconnect.class);
            if (disconnect != null) {
                listener.requireNoArguments(DisconnectReason.class);
                of(disconnect.namespace()).disconnect.add(listener);
            }
            OnEvent event = AnnotatedElementUtils.findMergedAnnotation(method, OnEvent.class);
            if (event != null) {
                ListenerMethod other = of(event.namespace()).events.putIfAbsent(event.value(), listener);
                if (other != null) {
                    throw new ParleyConfigurationException(
                            "the event " + event.value() + " has two listeners: " + other + " and " + listener,
                            "Leave one, or use another namespace.");
                }
            }
        }
    }

    /** The annotated methods of a type. */
    static Set<Method> listeners(Class<?> type) {
        return MethodIntrospector.selectMethods(type, (MethodFilter) ListenerBeans::isListener);
    }

    private static boolean isListener(Method method) {
        return AnnotatedElementUtils.hasAnnotation(method, OnEvent.class)
                || AnnotatedElementUtils.hasAnnotation(method, OnConnect.class)
                || AnnotatedElementUtils.hasAnnotation(method, OnDisconnect.class);
    }

    private Methods of(String namespace) {
        return byNamespace.computeIfAbsent(
                namespace, name -> new Methods(new ArrayList<>(), new LinkedHashMap<>(), new ArrayList<>()));
    }
}
