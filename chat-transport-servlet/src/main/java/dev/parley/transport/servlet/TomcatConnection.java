package dev.parley.transport.servlet;

import jakarta.servlet.ServletInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The network connection of an upgraded request in Tomcat. Accessed by reflection, to avoid a dependency on Tomcat. */
final class TomcatConnection implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(TomcatConnection.class);

    /** A {@code SocketEvent} on which the processor of an upgraded connection closes it. */
    private static final String EVENT = "ERROR";

    private final Object wrapper;
    private final Lock lock;
    private final Method process;
    private final Object event;

    private TomcatConnection(Object wrapper, Lock lock, Method process, Object event) {
        this.wrapper = wrapper;
        this.lock = lock;
        this.process = process;
        this.event = event;
    }

    /**
     * The connection that a stream reads.
     *
     * @param stream the input of an upgraded connection
     * @return null in another container, or if Tomcat's connection is not accessible
     */
    static @Nullable TomcatConnection of(ServletInputStream stream) {
        if (!stream.getClass().getName().startsWith("org.apache.coyote.")) {
            return null;
        }
        try {
            Field field = stream.getClass().getDeclaredField("socketWrapper");
            field.setAccessible(true);
            Object wrapper = field.get(stream);
            Class<?> type = wrapper.getClass();
            Class<?> events = Class.forName("org.apache.tomcat.util.net.SocketEvent", false, type.getClassLoader());
            return new TomcatConnection(
                    wrapper,
                    (Lock) type.getMethod("getLock").invoke(wrapper),
                    type.getMethod("processSocket", events, boolean.class),
                    events.getField(EVENT).get(null));
        } catch (ReflectiveOperationException | RuntimeException unreachable) {
            LOG.debug("a connection in Tomcat cannot be reached", unreachable);
            return null;
        }
    }

    /**
     * The lock under which Tomcat accesses the connection. Its dispatch fills the buffer of a connection whether or not
     * the application asked for that, so a read on another thread without this lock may lose or duplicate bytes.
     */
    Lock lock() {
        return lock;
    }

    /** Has a thread of Tomcat close the connection once no other one serves it. Idempotent. */
    @Override
    public void close() throws IOException {
        try {
            process.invoke(wrapper, event, true);
        } catch (ReflectiveOperationException failure) {
            throw new IOException(failure);
        }
    }
}
