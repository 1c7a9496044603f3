package dev.parley.transport.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.io.EndPoint;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class Http2StreamsTest {

    /** Has this package's classes but no HTTP/2, as an application without the optional libraries. */
    private static final class WithoutHttp2 extends ClassLoader {

        WithoutHttp2() {
            super(Http2StreamsTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("org.eclipse.jetty.http2")) {
                throw new ClassNotFoundException(name);
            }
            Class<?> known = findLoadedClass(name);
            if (known != null || !name.startsWith("dev.parley.transport.jetty.")) {
                return known == null ? super.loadClass(name, resolve) : known;
            }
            byte[] bytes = bytes(name);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }

        private static byte @Nullable [] bytes(String name) throws ClassNotFoundException {
            try (InputStream in =
                    Http2StreamsTest.class.getResourceAsStream(name.substring(name.lastIndexOf('.') + 1) + ".class")) {
                return in == null ? null : in.readAllBytes();
            } catch (IOException unreadable) {
                throw new ClassNotFoundException(name, unreadable);
            }
        }
    }

    @Test
    void release_withoutTheOptionalLibraries_leavesOtherConnectionsAlone()
            throws ClassNotFoundException, NoSuchMethodException, IllegalAccessException, InvocationTargetException {
        Class<?> streams = Class.forName(Http2Streams.class.getName(), true, new WithoutHttp2());
        Method release = streams.getDeclaredMethod("release", EndPoint.class);
        release.setAccessible(true);
        ByteArrayEndPoint connection = new ByteArrayEndPoint();

        release.invoke(null, connection);

        assertThat(streams).isNotSameAs(Http2Streams.class);
        assertThat(connection.isOpen()).isTrue();
    }
}
