package dev.parley.chat;

import dev.parley.chat.event.PageSize;
import dev.parley.chat.policy.ChatLimits;
import dev.parley.chat.policy.Limit;
import dev.parley.socketio.SocketServer;

/**
 * Checks on building an engine that the server and the clients can handle what the limits allow: otherwise an allowed
 * message would end the connection of its sender or receiver.
 */
final class PacketFit {

    /** Size of a message besides its text and attachments. */
    static final long OVERHEAD = 16_384;
    /** A quote or a line break takes two bytes in JSON. */
    static final long ESCAPED = 2;
    /** Pages, or messages of maximum size, that may be queued for a client at once. */
    private static final long PAGES = PageSize.PAGES_AT_ONCE + 1L;

    private static final long MESSAGES = 2;

    private final ChatLimits limits;
    private final SocketServer server;

    private PacketFit(ChatLimits limits, SocketServer server) {
        this.limits = limits;
        this.server = server;
    }

    /**
     * Returns the limits adapted to the server; the page size follows its outbound bound unless it was set explicitly.
     *
     * @throws IllegalStateException if an explicit limit does not fit; the message names the setting to change
     */
    static ChatLimits check(ChatLimits limits, SocketServer server) {
        PacketFit fit = new PacketFit(limits, server);
        fit.checkAttachments();
        if (limits.isSet(Limit.ATTACHMENT_BYTES) || limits.isSet(Limit.TEXT_BYTES)) {
            fit.checkMessage();
        }
        return fit.page();
    }

    private void checkAttachments() {
        int most = server.maxAttachments();
        if (limits.isSet(Limit.ATTACHMENTS) && limits.get(Limit.ATTACHMENTS) > most) {
            throw new IllegalStateException(
                    "attachments is " + limits.get(Limit.ATTACHMENTS) + ", but the server takes " + most
                            + " attachments of a packet, and the official clients 10: if yours take more, set"
                            + " SocketServerBuilder.limits");
        }
    }

    private void checkMessage() {
        long bytes = PageSize.base64(limits.get(Limit.ATTACHMENT_BYTES))
                + PageSize.ESCAPED * limits.get(Limit.TEXT_BYTES)
                + PageSize.OVERHEAD;
        String what = "a message of attachmentBytes " + limits.get(Limit.ATTACHMENT_BYTES) + " and textBytes "
                + limits.get(Limit.TEXT_BYTES) + " may take " + bytes + " bytes";
        if (bytes > server.maxMessageBytes()) {
            throw new IllegalStateException(
                    what + ", but the server takes " + server.maxMessageBytes() + ": set EngineOptions.maxPayload");
        }
        long outbound = server.maxOutboundBytes();
        if (bytes * MESSAGES > outbound) {
            throw new IllegalStateException(what + ", but of two of them only " + outbound
                    + " may wait for a client: set EngineOptions.outbound");
        }
    }

    private ChatLimits page() {
        long outbound = server.maxOutboundBytes();
        long page = limits.get(Limit.PAGE_BYTES);
        if (page <= outbound / PAGES) {
            return limits;
        }
        if (limits.isSet(Limit.PAGE_BYTES)) {
            throw new IllegalStateException("pageBytes is " + page + ", but of " + PAGES + " pages only " + outbound
                    + " bytes may wait for a client: set EngineOptions.outbound");
        }
        return limits.with(Limit.PAGE_BYTES, Math.max(Limit.PAGE_BYTES.min(), outbound / PAGES));
    }
}
