package dev.parley.transport.servlet;

import jakarta.servlet.ServletContext;
import java.io.Closeable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The network connection of a request in Undertow. Its {@code WebConnection} flushes before it closes, and therefore
 * blocks while the client does not read. Accessed through Undertow's public classes by reflection, to avoid a
 * dependency on them.
 */
final class UndertowConnection {

    private static final Logger LOG = LoggerFactory.getLogger(UndertowConnection.class);
    private static final String REQUEST = "io.undertow.servlet.handlers.ServletRequestContext";

    private UndertowConnection() {}

    /**
     * The connection of the current thread's request.
     *
     * @param context the context of that request, whose class loader knows Undertow's
     * @return closes immediately; null in another container
     */
    static @Nullable Closeable current(ServletContext context) {
        try {
            Class<?> type = Class.forName(REQUEST, false, context.getClass().getClassLoader());
            Object request = type.getMethod("current").invoke(null);
            if (request == null) {
                return null;
            }
            Object exchange = type.getMethod("getExchange").invoke(request);
            return (Closeable) exchange.getClass().getMethod("getConnection").invoke(exchange);
        } catch (ReflectiveOperationException | LinkageError | ClassCastException unknown) {
            LOG.debug("the network connection beneath a request is not known", unknown);
            return null;
        }
    }
}
