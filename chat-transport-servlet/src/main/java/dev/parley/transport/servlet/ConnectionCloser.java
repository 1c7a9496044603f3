package dev.parley.transport.servlet;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.WebConnection;
import java.io.Closeable;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a container is made to end a connection that became a WebSocket. */
enum ConnectionCloser {

    /** Closing is enough. */
    PLAIN,

    /** Closing would flush first; what is beneath closes at once. */
    UNDERTOW {
        @Override
        @Nullable
        Closeable beneath(ServletContext context) {
            return UndertowConnection.current(context);
        }

        @Override
        void close(WebConnection connection, @Nullable Closeable beneath, boolean served) {
            if (beneath == null) {
                end(connection);
            } else {
                end(beneath);
            }
        }
    },

    /**
     * Closing only marks the connection, for Tomcat to look at when a call of a listener has returned, and there may be no more
     * calls; what is beneath makes Tomcat look. If that is not known, the write buffer is filled, so that Tomcat has to call
     * back, and the callback closes. The client sees the beginning of a frame that never ends, and one that takes nothing keeps
     * its connection until it reads or its network gives up.
     */
    TOMCAT {
        @Override
        void close(WebConnection connection, @Nullable Closeable beneath, boolean served) {
            if (beneath != null) {
                end(connection);
                end(beneath);
            } else if (served) {
                end(connection);
            } else {
                fill(connection);
            }
        }
    };

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionCloser.class);

    /** More than the write buffer of any connector. */
    private static final int FRAME_BYTES = 1 << 20;

    /** Of a binary frame of 1 MiB. */
    private static final byte[] HEADER = {(byte) 0x82, 127, 0, 0, 0, 0, 0, 0x10, 0, 0};

    static ConnectionCloser of(String serverInfo) {
        String name = serverInfo.toLowerCase(Locale.ROOT);
        if (name.contains("tomcat")) {
            return TOMCAT;
        }
        return name.contains("undertow") || name.contains("wildfly") || name.contains("jboss") ? UNDERTOW : PLAIN;
    }

    /** What is beneath the connection of the request that this thread serves, and closes without waiting; null if not known. */
    @Nullable
    Closeable beneath(ServletContext context) {
        return null;
    }

    /**
     * Ends a connection.
     *
     * @param beneath what was found beneath it
     * @param served whether the container is calling one of the connection's listeners on this thread
     */
    void close(WebConnection connection, @Nullable Closeable beneath, boolean served) {
        end(connection);
    }

    private static void end(AutoCloseable connection) {
        try {
            connection.close();
        } catch (Exception failure) {
            LOG.debug("a connection was not closed in good order", failure);
        }
    }

    private static void fill(WebConnection connection) {
        try {
            ServletOutputStream out = connection.getOutputStream();
            for (int i = 0; i < FRAME_BYTES && out.isReady(); i++) {
                out.write(i < HEADER.length ? HEADER[i] : 0);
            }
        } catch (IOException | RuntimeException failure) {
            LOG.debug("a connection could not be written to before it was closed", failure);
        }
    }
}
