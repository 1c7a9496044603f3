package dev.parley.chat.legacy;

import dev.parley.chat.command.CommandRouter;
import dev.parley.chat.event.OutgoingEvent;
import dev.parley.chat.event.Wire;
import dev.parley.chat.policy.ChatTexts;
import dev.parley.chat.room.ChatConnection;
import dev.parley.chat.session.ClientEvent;
import dev.parley.chat.session.ClientProfile;
import dev.parley.model.MessageId;
import dev.parley.model.UserId;
import dev.parley.socketio.Socket;
import dev.parley.socketio.event.Event;
import dev.parley.socketio.event.SocketKey;
import dev.parley.socketio.handshake.Handshake;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The compatibility profile, for clients with other event names and payloads. A connection is a legacy one unless its
 * handshake says {@code profile: "canonical"}. There is one profile per format of messages and user lists.
 *
 * <p>Legacy clients that join no room are in the global room, whose messages are sent under all the old names of the
 * broadcast; messages of named rooms are sent as {@code message}.
 */
public final class LegacyProfile implements ClientProfile {

    public static final String GLOBAL_ROOM = "global";
    private static final String CHAT_MESSAGE = "chatMessage";
    private static final String PRIVATE_MESSAGE = "privateMessage";

    /** Whether a client has sent the event {@code message}: such clients display their own messages by themselves. */
    private static final SocketKey<Boolean> SHOWS_ITS_OWN = SocketKey.of("parley.showsItsOwn", Boolean.class);

    /** Commands whose success is reported to clients without a callback, as before callbacks existed. */
    private static final Set<String> CONFIRMED = Set.of(CHAT_MESSAGE, PRIVATE_MESSAGE);

    /** Commands that need no answer. */
    private static final Set<String> UNANSWERED = Set.of("typing", "stopTyping");

    private final LegacyForm form;
    private final Options options;
    private final Senders senders;
    private final LegacyEvents events;
    private final Function<String, @Nullable UserId> connectionOwner;

    private LegacyProfile(
            LegacyForm form,
            ChatTexts texts,
            Options options,
            Senders senders,
            Function<String, @Nullable UserId> connectionOwner) {
        this.form = form;
        this.options = options;
        this.senders = senders;
        this.events = new LegacyEvents(form, texts, options.zone, senders);
        this.connectionOwner = connectionOwner;
    }

    /**
     * The settings of the profile.
     *
     * @param texts whether clients receive messages as plain texts by default
     * @param names whether clients receive the users of a room as names by default
     * @param zone the time zone of preformatted times
     */
    public record Options(boolean texts, boolean names, ZoneId zone) {}

    /**
     * The profiles of all formats.
     *
     * @param connectionOwner the user of a connection by its id, null for none
     */
    public static List<LegacyProfile> all(
            ChatTexts texts, Options options, Function<String, @Nullable UserId> connectionOwner) {
        Senders senders = new Senders();
        return Arrays.stream(LegacyForm.values())
                .map(form -> new LegacyProfile(form, texts, options, senders, connectionOwner))
                .toList();
    }

    @Override
    public boolean accepts(Handshake handshake) {
        return form == LegacyForm.of(handshake, options);
    }

    @Override
    public String keyPrefix() {
        return form.keyPrefix();
    }

    @Override
    public List<ClientEvent> translate(OutgoingEvent event) {
        return events.translate(event);
    }

    @Override
    public List<? extends @Nullable Object> arguments(String command, List<? extends @Nullable Object> arguments) {
        return command.equals(PRIVATE_MESSAGE) ? LegacyArguments.addressed(arguments, connectionOwner) : arguments;
    }

    /**
     * Acknowledges with the callback, or the event used before callbacks existed: messages are confirmed, and every
     * refusal is reported, except for typing.
     */
    @Override
    public void answer(ChatConnection connection, String command, Event event, Map<String, Object> answer) {
        boolean ok = Boolean.TRUE.equals(answer.get("ok"));
        if (event.ack().wanted()) {
            event.ack().send(answer);
        } else if (ok ? CONFIRMED.contains(command) : !UNANSWERED.contains(command)) {
            connection
                    .socket()
                    .emit(
                            "response",
                            Wire.fields(
                                    "message", ok ? "Received" : answer.get("message"), "code", answer.get("code")));
        }
    }

    /** Supports the old names too, and adds the connection to the global room. */
    @Override
    public void opened(Socket socket, ChatConnection connection, CommandRouter router) {
        Aliases aliases = new Aliases(socket, connection, router);
        aliases.add("join", "joinRoom", arguments -> arguments);
        aliases.add("register", "joinRoom", LegacyArguments::registration);
        aliases.add("sendMessage", CHAT_MESSAGE, arguments -> arguments);
        aliases.add("message", CHAT_MESSAGE, arguments -> {
            socket.set(SHOWS_ITS_OWN, true);
            return arguments;
        });
        aliases.add("chat message", CHAT_MESSAGE, LegacyArguments::toGlobal);
        aliases.add("private message", PRIVATE_MESSAGE, LegacyArguments::positional);
        router.run(connection, "joinRoom", List.of(GLOBAL_ROOM), answer -> {});
    }

    /** Old names of commands for one connection. */
    private final class Aliases {
        private final Socket socket;
        private final ChatConnection connection;
        private final CommandRouter router;

        Aliases(Socket socket, ChatConnection connection, CommandRouter router) {
            this.socket = socket;
            this.connection = connection;
            this.router = router;
        }

        void add(String alias, String command, UnaryOperator<List<? extends @Nullable Object>> given) {
            socket.on(
                    alias,
                    event -> router.run(
                            connection,
                            command,
                            arguments(command, given.apply(event.values())),
                            answer -> answer(connection, command, event, answer)));
        }
    }

    @Override
    public void sending(Socket socket, MessageId message) {
        senders.put(message, new Senders.Sender(socket.id(), socket.get(SHOWS_ITS_OWN) != null));
    }
}
