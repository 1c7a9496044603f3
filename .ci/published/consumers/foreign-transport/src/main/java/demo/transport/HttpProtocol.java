package demo.transport;

import dev.parley.transport.Completion;
import dev.parley.transport.HttpHeaders;
import dev.parley.transport.TransportHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/** Waits for a request and hands it to the engine. */
final class HttpProtocol implements Protocol {

    /** For a whole head, also on a connection that has served requests before. */
    private static final Duration HEAD_LIMIT = Duration.ofSeconds(60);

    private static final Duration REFUSAL_LIMIT = Duration.ofSeconds(5);

    private final Connection connection;
    private final TransportHandler handler;
    private final RequestHead.Parser parser;

    HttpProtocol(Connection connection, TransportHandler handler) {
        this.connection = connection;
        this.handler = handler;
        this.parser = new RequestHead.Parser(connection.remoteAddress());
        connection.deadline(HEAD_LIMIT);
    }

    @Override
    public void received(ByteBuffer input) throws IOException {
        RequestHead head;
        try {
            head = parser.next(input);
        } catch (BadRequestException bad) {
            connection.write(List.of(ResponseHead.of(bad.status(), HttpHeaders.none(), 0, false)), Completion.NONE);
            connection.closeWhenFlushed(REFUSAL_LIMIT);
            return;
        }
        if (head != null) {
            connection.noDeadline();
            serve(head);
        }
    }

    private void serve(RequestHead head) {
        boolean ours = handler.accepts(head.rawPath());
        if (ours && head.isUpgrade()) {
            Upgrade upgrade = new Upgrade(connection, head, handler.maxMessageBytes());
            connection.become(upgrade);
            handler.onUpgrade(upgrade);
            return;
        }
        Exchange exchange = new Exchange(connection, head, () -> new HttpProtocol(connection, handler));
        connection.become(exchange);
        if (ours) {
            handler.onHttp(exchange);
        } else {
            exchange.respond(404, HttpHeaders.none(), List.of(), Completion.NONE);
        }
    }

    @Override
    public boolean reading() {
        return true;
    }

    @Override
    public void ended(Throwable cause) {
        // nobody was told of a request
    }
}
