package dev.parley.example.snippets;

import dev.parley.chat.ChatEngine;
import dev.parley.cluster.ClusterBus;
import dev.parley.export.DailyExport;
import dev.parley.model.User;
import dev.parley.socketio.Socket;
import dev.parley.socketio.SocketServer;
import dev.parley.store.ForwardingMessageStore;
import dev.parley.store.InMemoryMessageStore;
import dev.parley.store.MessageStore;
import dev.parley.transport.TransportHandler;
import jakarta.servlet.ServletContext;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.NullUnmarked;
import org.slf4j.Logger;

/**
 * What the blocks of code in the documents use and do not show: things of the reader's own. Every block becomes a class that extends
 * this one; nothing of it is run.
 */
@NullUnmarked
abstract class DocumentContext {

    SocketServer io;
    ClusterBus bus;
    Socket socket;
    ChatEngine chat;
    MessageStore store;
    DailyExport daily;
    Server server;
    ServletContext servletContext;
    Logger log;
    Handler yourHandler;
    Tokens tokens;
    Board board;
    WebRequest request;
    WebResponse response;
    Object item;
    Object update;
    int x;
    int y;

    /** The reader's own check of tokens. */
    interface Tokens {
        User verify(String token);
    }

    record Point(int x, int y) {}

    record Doc(String text) {}

    /** What the reader's application is about. */
    interface Board {
        void move(Point to);

        void rename(String from, String to);

        void note(String what);

        CompletionStage<Void> save(Doc doc);
    }

    /** A request of the reader's web framework. */
    interface WebRequest {
        Map<String, List<String>> parameters();

        String parameter(String name);
    }

    /** An answer of the reader's web framework. */
    interface WebResponse {
        void header(String name, String value);

        OutputStream outputStream();
    }

    boolean isAdmin(String token) {
        return "admin".equals(token);
    }

    /** The reader's own store. */
    static final class AcmeMessageStore extends ForwardingMessageStore {

        private AcmeMessageStore() {
            super(InMemoryMessageStore.create());
        }

        static AcmeMessageStore open(Path folder) {
            return new AcmeMessageStore();
        }
    }

    /** A web server of the reader's own with the engine behind it. */
    interface AcmeServer extends AutoCloseable {

        static AcmeServer start(int port, TransportHandler handler) {
            throw new UnsupportedOperationException();
        }

        int port();

        @Override
        void close();
    }

    /** A broker of the reader's own, which has one connection for each server. */
    interface AcmeBroker {

        static AcmeBroker inMemory() {
            throw new UnsupportedOperationException();
        }

        AcmeConnection connect();
    }

    /** One server's connection. */
    interface AcmeConnection extends ClusterBus {

        void block();

        void unblock();
    }
}
