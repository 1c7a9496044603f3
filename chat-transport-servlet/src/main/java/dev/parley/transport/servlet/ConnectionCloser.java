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

/** How to close an upgraded connection in a container. */
enum ConnectionCloser {

    /** Closing is sufficient. */
    PLAIN,

    /** Closing would flush first; the underlying connection closes immediately. */
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
     * Closing only marks the connection, for Tomcat to check after a listener call, and there may be no more calls; the
     * underlying connection makes Tomcat check. If that is not known, the write buffer is filled, so that Tomcat has to
     * call back, and the callback closes. The client then receives the start of a frame that never ends, and one that
     * does not read keeps its connection until it reads or its network times out.
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

    /** The underlying connection of the current thread's request, whose close does not block; null if unknown. */
    @Nullable
    Closeable beneath(ServletContext context) {
        return null;
    }

    /**
     * Closes a connection.
     *
     * @param beneath its underlying connection
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
