package dev.parley.transport.servlet;

import jakarta.servlet.ServletInputStream;
import java.lang.reflect.Field;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lock under which Tomcat looks at a connection. Its dispatch fills the buffer of a connection whether or not the application
 * asked for that, so a read on another thread without this lock may lose or repeat bytes. Found by name, so that nothing depends
 * on Tomcat.
 */
final class TomcatLock {

    private static final Logger LOG = LoggerFactory.getLogger(TomcatLock.class);

    private TomcatLock() {}

    /**
     * The lock for reading a stream.
     *
     * @param stream the input of an upgraded connection
     * @return Tomcat's lock; one that is not contended in another container, or if Tomcat's cannot be reached
     */
    static Lock of(ServletInputStream stream) {
        if (stream.getClass().getName().startsWith("org.apache.coyote.")) {
            try {
                Field field = stream.getClass().getDeclaredField("socketWrapper");
                field.setAccessible(true);
                Object wrapper = field.get(stream);
                return (Lock) wrapper.getClass().getMethod("getLock").invoke(wrapper);
            } catch (ReflectiveOperationException | RuntimeException unreachable) {
                LOG.debug("the lock of a connection in Tomcat cannot be reached", unreachable);
            }
        }
        return new ReentrantLock();
    }
}
