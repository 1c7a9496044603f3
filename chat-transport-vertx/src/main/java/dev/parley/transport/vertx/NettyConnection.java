package dev.parley.transport.vertx;

import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.net.NetSocket;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The network connection below a socket of Vert.x. The socket itself closes it only after all that was written, so never if
 * the client does not read.
 */
final class NettyConnection {

    private static final Logger LOG = LoggerFactory.getLogger(NettyConnection.class);

    /** Where Vert.x 4.5 and 5 have the type of sockets that give their connection. */
    private static final List<String> TYPES =
            List.of("io.vertx.core.net.impl.NetSocketInternal", "io.vertx.core.internal.net.NetSocketInternal");

    private static final @Nullable MethodHandle CONTEXT = find();

    private NettyConnection() {}

    private static @Nullable MethodHandle find() {
        for (String name : TYPES) {
            try {
                Class<?> type = Class.forName(name, false, NetSocket.class.getClassLoader());
                return MethodHandles.publicLookup()
                        .findVirtual(type, "channelHandlerContext", MethodType.methodType(ChannelHandlerContext.class));
            } catch (ReflectiveOperationException absent) {
                LOG.trace("not in this version of Vert.x", absent);
            }
        }
        LOG.warn(
                "the connections of this version of Vert.x cannot be reached: one that is aborted while its client does "
                        + "not read stays open until the network times out");
        return null;
    }

    /** Closes the connection at once. On any thread. */
    static void cut(NetSocket socket) {
        MethodHandle context = CONTEXT;
        if (context != null) {
            try {
                ((ChannelHandlerContext) context.invoke(socket)).channel().close();
                return;
            } catch (Throwable unknown) {
                LOG.debug("a connection of Vert.x cannot be reached", unknown);
            }
        }
        socket.close();
    }
}
