package dev.parley.cluster.redis.connection;

import dev.parley.cluster.redis.server.RedisTls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** Makes the socket of one connection. Used by one thread; any thread may close it. */
final class Dial implements JedisSocketFactory {

    private final InetSocketAddress where;
    private final @Nullable RedisTls tls;
    private final int timeoutMillis;
    private volatile @Nullable Socket plain;

    Dial(InetSocketAddress where, @Nullable RedisTls tls, int timeoutMillis) {
        this.where = where;
        this.tls = tls;
        this.timeoutMillis = timeoutMillis;
    }

    static String text(InetSocketAddress address) {
        return address.getHostString() + ':' + address.getPort();
    }

    @Override
    public Socket createSocket() {
        try {
            Socket socket = connected();
            return tls == null ? socket : encrypted(socket, tls);
        } catch (IOException failed) {
            close();
            throw new JedisConnectionException("Failed to connect to " + text(where) + ": " + failed, failed);
        }
    }

    private Socket connected() throws IOException {
        IOException why = null;
        for (InetAddress each : InetAddress.getAllByName(where.getHostString())) {
            Socket socket = new Socket();
            plain = socket;
            try {
                socket.setTcpNoDelay(true);
                socket.setKeepAlive(true);
                socket.connect(new InetSocketAddress(each, where.getPort()), timeoutMillis);
                socket.setSoTimeout(timeoutMillis);
                return socket;
            } catch (IOException failed) {
                socket.close();
                why = failed;
            }
        }
        throw why == null ? new IOException("no address") : why;
    }

    private Socket encrypted(Socket socket, RedisTls how) throws IOException {
        SSLContext context = how.context();
        SSLSocketFactory factory =
                context == null ? (SSLSocketFactory) SSLSocketFactory.getDefault() : context.getSocketFactory();
        SSLSocket secure = (SSLSocket) factory.createSocket(socket, where.getHostString(), where.getPort(), true);
        if (how.verifiesHostName()) {
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
        }
        secure.startHandshake();
        return secure;
    }

    /** Whoever reads or writes fails at once; does not wait for them, as it would to end TLS in good form. */
    void close() {
        Socket socket = plain;
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException closed) {
                // There is nothing more to do about it.
            }
        }
    }
}
