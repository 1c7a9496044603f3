package dev.parley.transport.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.transport.TransportContract;
import dev.parley.testkit.transport.TransportFixture;
import dev.parley.transport.TransportHandler;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The binding without its fast paths, as on a Jetty that it does not know. */
@Tag("any-jdk")
final class JettyOnNewerLineTest implements TransportContract {

    private static JettyTransport.Builder builder() {
        JettyTransport.Builder builder = JettyTransport.builder();
        builder.jetty = JettyVersion.NEWER;
        return builder;
    }

    @Override
    public TransportFixture start(TransportHandler handler) {
        return JettyFixture.start(handler, builder());
    }

    @Test
    void fastPaths_onANewerLine_areOff() throws Exception {
        WebSockets webSockets = new WebSockets(builder().settings());
        Server server = new Server();
        webSockets.start(server);

        assertThat(webSockets.readsDirectly()).isFalse();
        assertThat(webSockets.gathers()).isFalse();
        webSockets.stop();
    }

    @Test
    void fastPaths_onTheLineItWasBuiltWith_areOn() throws Exception {
        WebSockets webSockets = new WebSockets(JettyTransport.builder().settings());
        Server server = new Server();
        webSockets.start(server);

        assertThat(webSockets.readsDirectly()).isTrue();
        assertThat(webSockets.gathers()).isTrue();
        webSockets.stop();
    }
}
