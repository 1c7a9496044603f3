package dev.parley.chat;

import dev.parley.model.Content;
import dev.parley.model.EntryDraft;
import dev.parley.model.Message;
import dev.parley.model.MessageId;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.model.UserId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Sending messages to rooms and to users. No state of its own. */
final class SendCommands {

    private final Core core;
    private final RoomAccess access;
    private final Typing typing;
    private final Conversations conversations;
    private final MessageWriter writer;
    private final Drafts drafts;

    SendCommands(Core core, RoomAccess access, Typing typing, Conversations conversations, MessageWriter writer) {
        this.core = core;
        this.access = access;
        this.typing = typing;
        this.conversations = conversations;
        this.writer = writer;
        this.drafts = new Drafts(core);
    }

    void register(Map<String, Outcome.Command> commands) {
        commands.put("chatMessage", this::chatMessage);
        commands.put("privateMessage", this::privateMessage);
    }

    private Outcome chatMessage(Connection connection, Payload raw) {
        Payload payload = raw.bareAs("text");
        return send(connection, access.current(connection, payload), payload);
    }

    private Outcome privateMessage(Connection connection, Payload payload) {
        UserId to = access.addressee(payload.text("to"));
        RoomName room = RoomName.direct(connection.user().id(), to);
        Outcome sent = send(connection, room, payload);
        return new Outcome(sent.turn(), sent.answer().thenApply(answer -> {
            answer.put("conversation", Wire.room(room));
            answer.put("peer", conversations.peer(room, connection.user().id()));
            return answer;
        }));
    }

    /** Checks, asks the application, stores. The next command may begin as soon as this one waits to be stored. */
    private Outcome send(Connection connection, RoomName room, Payload payload) {
        User user = connection.user();
        access.checkSend(user, room);
        String clientMsgId = drafts.clientMsgId(payload);
        Content content = drafts.content(payload);
        takeMessage(core, user);
        typing.stop(connection, room);
        CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
        CompletableFuture<?> turn = answered(room, payload)
                .thenCompose(answered -> {
                    Content decided =
                            drafts.intercept(user, room, content.withReplyTo(answered == null ? 0 : answered.seq()));
                    access.takeSlowTurn(user, room);
                    return conversations.begin(room, user).thenApply(known -> new Decided(decided, answered));
                })
                .thenAccept(decided -> forward(store(user, room, clientMsgId, decided), answer))
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        answer.completeExceptionally(failure);
                    }
                });
        return new Outcome(turn, answer);
    }

    private CompletableFuture<Map<String, Object>> store(
            User user, RoomName room, @Nullable String clientMsgId, Decided decided) {
        EntryDraft draft = EntryDraft.message(
                        room,
                        core.ids().message(),
                        user.asSender(),
                        core.scheduler().now(),
                        decided.content)
                .withClientMsgId(clientMsgId);
        Message answered = decided.answered;
        Map<Long, Message> preview = answered == null ? Map.of() : Map.of(answered.seq(), answered);
        return writer.write(draft)
                .thenCompose(written ->
                        writer.message(written).thenApply(message -> answer(message, preview, written.duplicate())));
    }

    private static Map<String, Object> answer(Message message, Map<Long, Message> preview, boolean duplicate) {
        return Wire.fields(
                "ok",
                true,
                "id",
                message.id().value(),
                "room",
                Wire.room(message.room()),
                "epoch",
                message.epoch(),
                "seq",
                message.seq(),
                "timestamp",
                Wire.time(message.createdAt()),
                "duplicate",
                duplicate,
                "message",
                Wire.message(message, preview));
    }

    static void takeMessage(Core core, User user) {
        Person person = core.people().find(user.id());
        if (person != null) {
            long wait = person.messages().take(core.scheduler().nanoTime());
            if (wait > 0) {
                throw ChatException.rate(ErrorCode.RATE_LIMITED, Limit.MESSAGE_INTERVAL, Duration.ofNanos(wait));
            }
        }
    }

    /** The message that is answered, or null; continues on the handler threads if it has to be read. */
    private CompletableFuture<@Nullable Message> answered(RoomName room, Payload payload) {
        String raw = payload.optionalText("replyTo");
        if (raw == null) {
            return CompletableFuture.completedFuture(null);
        }
        MessageId id = MessageWriter.id(raw);
        return writer.find(room, id).thenApplyAsync(MessageWriter::living, core.executor());
    }

    static <T> void forward(CompletableFuture<T> from, CompletableFuture<T> to) {
        from.whenComplete((value, failure) -> {
            if (failure != null) {
                to.completeExceptionally(failure);
            } else {
                to.complete(value);
            }
        });
    }

    private record Decided(Content content, @Nullable Message answered) {}
}
