package demo.transport;

import dev.parley.testkit.transport.SocketWireClient;
import dev.parley.testkit.transport.TransportContract;
import dev.parley.testkit.transport.TransportFixture;
import dev.parley.testkit.transport.WireClient;
import dev.parley.transport.TransportHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

final class NioTransportTest implements TransportContract {

    @Override
    public TransportFixture start(TransportHandler handler) {
        return new NioFixture(handler);
    }

    private static final class NioFixture implements TransportFixture {

        private final NioTransport transport;
        private final SocketWireClient client;

        NioFixture(TransportHandler handler) {
            try {
                transport = NioTransport.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), handler);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
            client = new SocketWireClient(transport.port());
        }

        @Override
        public WireClient client() {
            return client;
        }

        @Override
        public boolean overNetwork() {
            return true;
        }

        @Override
        public void close() {
            client.close();
            transport.close();
        }
    }
}
