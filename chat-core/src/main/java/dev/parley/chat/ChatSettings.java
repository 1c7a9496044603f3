package dev.parley.chat;

import dev.parley.chat.cluster.ChatCluster;
import dev.parley.chat.log.StoreThreads;
import dev.parley.chat.policy.Authenticator;
import dev.parley.chat.policy.Authorizer;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.ChatListener;
import dev.parley.chat.policy.ChatTexts;
import dev.parley.chat.policy.MessageInterceptor;
import dev.parley.chat.policy.NamePolicy;
import dev.parley.chat.policy.RoomDefinition;
import dev.parley.chat.policy.RoomMode;
import dev.parley.socketio.SocketServer;
import dev.parley.store.MessageStore;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The validated settings of a {@link ChatEngineBuilder}. */
record ChatSettings(
        SocketServer server,
        MessageStore store,
        ChatCluster cluster,
        boolean mirrorToNode,
        @Nullable Authenticator authenticator,
        boolean guests,
        boolean uniqueNames,
        boolean strictModeration,
        @Nullable Compatibility compatibility,
        RoomMode roomMode,
        boolean freeRooms,
        List<RoomDefinition> rooms,
        ChatLimits limits,
        ChatTexts texts,
        NamePolicy namePolicy,
        Set<String> reservedNames,
        Authorizer authorizer,
        List<MessageInterceptor> interceptors,
        List<ChatListener> listeners,
        @Nullable Executor executor,
        @Nullable StoreThreads storeThreads) {

    /**
     * The compatibility profile's defaults for clients that do not specify a format.
     *
     * @param texts whether they receive messages as plain texts
     * @param names whether they receive the users of a room as names
     * @param zone the time zone of preformatted times
     */
    record Compatibility(boolean texts, boolean names, ZoneId zone) {}
}
