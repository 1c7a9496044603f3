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
 * The compatibility profile: clients that know other event names and payloads. A connection is a legacy one unless its
 * handshake says {@code profile: "canonical"}. There is one profile for each form of messages and lists of users.
 *
 * <p>Legacy clients that join no room are in the global room, whose messages come under all the old names of the broadcast;
 * messages of named rooms come as {@code message}.
 */
public final class LegacyProfile implements ClientProfile {

    public static final String GLOBAL_ROOM = "global";
    private static final String CHAT_MESSAGE = "chatMessage";
    private static final String PRIVATE_MESSAGE = "privateMessage";

    /** Whether a client has sent the event {@code message}: such clients show what they sent themselves. */
    private static final SocketKey<Boolean> SHOWS_ITS_OWN = SocketKey.of("parley.showsItsOwn", Boolean.class);

    /** Commands whose success is sent to clients without a callback, as it was before callbacks. */
    private static final Set<String> CONFIRMED = Set.of(CHAT_MESSAGE, PRIVATE_MESSAGE);

    /** Commands that nobody waits for. */
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
     * How the profile was set up.
     *
     * @param texts whether clients that do not say otherwise get messages as plain texts
     * @param names whether clients that do not say otherwise get the users of a room as names
     * @param zone of the times that clients show as they are
     */
    public record Options(boolean texts, boolean names, ZoneId zone) {}

    /**
     * The profiles of all forms.
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
     * Answers by the callback, or by the event that came before callbacks: messages are confirmed, and every refusal is sent, but
     * for typing.
     */
    @Override
    public void answer(ChatConnection connection, String command, Event event, Map<String, Object> answer) {
        boolean ok = Boolean.TRUE.equals(answer.get("ok"));
        if (event.ack().wanted()) {
            event.ack().send(answer);
        } else if (ok ? CONFIRMED.contains(command) : !UNANSWERED.contains(command)) {
            connection
                    .socket()
                    .send(
                            "response",
                            Wire.fields(
                                    "message", ok ? "Received" : answer.get("message"), "code", answer.get("code")));
        }
    }

    /** Understands the old names too, and takes the connection into the global room. */
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
