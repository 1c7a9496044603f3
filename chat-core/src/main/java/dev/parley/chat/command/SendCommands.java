package dev.parley.chat.command;

import dev.parley.chat.event.ClientCommand;
import dev.parley.chat.event.Payload;
import dev.parley.chat.event.Wire;
import dev.parley.chat.log.BoundedStore;
import dev.parley.chat.log.StoredEntry;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.room.ChatConnection;
import dev.parley.chat.room.ChatContext;
import dev.parley.chat.room.Person;
import dev.parley.chat.room.RoomAccess;
import dev.parley.chat.room.SlowMode;
import dev.parley.chat.room.Typing;
import dev.parley.chat.shared.SharedBucket;
import dev.parley.model.Content;
import dev.parley.model.EntryDraft;
import dev.parley.model.Message;
import dev.parley.model.MessageId;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.model.UserId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Sending messages to rooms and to users. Stateless. */
public final class SendCommands {

    private final ChatContext context;
    private final RoomAccess access;
    private final Typing typing;
    private final Conversations conversations;
    private final RuleConditions conditions;
    private final BoundedStore store;
    private final Drafts drafts;

    public SendCommands(
            ChatContext context,
            RoomAccess access,
            Typing typing,
            Conversations conversations,
            RuleConditions conditions) {
        this.context = context;
        this.access = access;
        this.typing = typing;
        this.conditions = conditions;
        this.conversations = conversations;
        this.store = context.store();
        this.drafts = new Drafts(context);
    }

    public void register(Map<String, Command> commands) {
        commands.put(ClientCommand.CHAT_MESSAGE.wireName(), this::chatMessage);
        commands.put(ClientCommand.PRIVATE_MESSAGE.wireName(), this::privateMessage);
    }

    private CommandResult chatMessage(ChatConnection connection, Payload raw) {
        Payload payload = raw.bareAs("text");
        return send(new MessageRequest(connection, access.meant(connection, payload), payload));
    }

    private CommandResult privateMessage(ChatConnection connection, Payload payload) {
        UserId to = Payload.userId(payload.text("to"));
        RoomName room = RoomName.direct(connection.user().id(), to);
        CommandResult sent = send(new MessageRequest(connection, room, payload));
        return new CommandResult(sent.handled(), sent.answer().thenApply(answer -> {
            answer.put("conversation", Wire.room(room));
            answer.put("peer", conversations.peer(room, connection.user().id()));
            return answer;
        }));
    }

    /** Sends, or finds the message of the first attempt: changes since then do not make a retry fail. */
    private CommandResult send(MessageRequest request) {
        String clientMsgId = drafts.clientMsgId(request.payload());
        if (clientMsgId == null) {
            return attempt(request, null);
        }
        RepeatedMessage key = new RepeatedMessage(request, clientMsgId, RequestHash.of(request.payload()));
        CommandResult attempted;
        try {
            attempted = attempt(request, key);
        } catch (RuntimeException refused) {
            attempted = CommandResult.of(CompletableFuture.failedFuture(refused));
        }
        CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
        attempted.answer().whenComplete((sent, refusal) -> {
            if (refusal == null) {
                answer.complete(sent);
            } else {
                forward(key.orRefuse(store, refusal), answer);
            }
        });
        return new CommandResult(attempted.handled(), answer);
    }

    /**
     * Checks, calls the application's hooks, stores. The next command may start as soon as this one is queued for the store;
     * if it may have to be decided again, once it is stored, so that messages keep their order.
     */
    private CommandResult attempt(MessageRequest request, @Nullable RepeatedMessage key) {
        ChatConnection connection = request.connection();
        RoomName room = request.room();
        User user = connection.user();
        connection.requireIn(room);
        access.checkSend(user, room);
        Content content = drafts.content(request.payload());
        CompletableFuture<?> taken = takeMessage(context, connection);
        typing.stop(connection, room);
        CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
        CompletableFuture<@Nullable Message> toAnswer = taken == null
                ? answered(room, request.payload())
                : taken.thenCompose(done -> answered(room, request.payload()));
        CompletableFuture<?> handled = toAnswer.thenCompose(answered -> {
                    Content decided =
                            drafts.intercept(user, room, content.withReplyTo(answered == null ? 0 : answered.seq()));
                    connection.requireIn(room);
                    Long rules = conditions.version(room);
                    access.checkRules(user, room);
                    SlowMode.Turn slow = access.takeSlowTurn(user, room);
                    CompletableFuture<?> granted = slow.granted();
                    return (granted == null
                                    ? conversations.begin(room, user)
                                    : granted.thenCompose(done -> conversations.begin(room, user)))
                            .thenApply(known -> new Decided(decided, answered, slow, rules));
                })
                .thenCompose(decided -> {
                    connection.requireIn(room);
                    forward(store(request, key, decided), answer);
                    return decided.rules == null
                            ? CompletableFuture.completedFuture(null)
                            : answer.handle((sent, refusal) -> null);
                })
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        answer.completeExceptionally(failure);
                    }
                });
        return new CommandResult(handled, answer);
    }

    private CompletableFuture<Map<String, Object>> store(
            MessageRequest request, @Nullable RepeatedMessage key, Decided decided) {
        MessageId id = context.ids().message();
        request.connection().socket().sending(id);
        EntryDraft draft = EntryDraft.message(
                request.room(),
                id,
                request.connection().user().asSender(),
                context.scheduler().now(),
                decided.content);
        Message answered = decided.answered;
        Map<Long, Message> preview = answered == null ? Map.of() : Map.of(answered.seq(), answered);
        return append(request, key == null ? draft : key.on(draft), decided.rules, RuleConditions.MAX_RETRIES)
                .whenComplete((written, failure) -> {
                    if (written == null || !written.isFresh()) {
                        decided.slow.giveBack();
                    }
                })
                .thenCompose(written -> key != null && !written.isFresh()
                        ? key.first(store)
                        : CompletableFuture.completedFuture(answer(written, preview)));
    }

    /** Appends, if the rules are still those that it was decided on; otherwise it is decided on those of now. */
    private CompletableFuture<StoredEntry> append(
            MessageRequest request, EntryDraft draft, @Nullable Long rules, int retries) {
        if (rules == null) {
            return store.append(draft);
        }
        RoomName room = request.room();
        return store.append(draft.onRules(rules)).thenCompose(written -> {
            if (!written.isStale()) {
                return CompletableFuture.completedFuture(written);
            }
            if (retries == 0) {
                return CompletableFuture.failedFuture(RuleConditions.tooManyChanges());
            }
            return conditions
                    .reload(room, rules)
                    .thenComposeAsync(
                            read -> {
                                ChatConnection connection = request.connection();
                                Long now = conditions.version(room);
                                access.checkRules(connection.user(), room);
                                connection.requireIn(room);
                                return append(request, draft, now, retries - 1);
                            },
                            context.executor());
        });
    }

    private Map<String, Object> answer(StoredEntry stored, Map<Long, Message> preview) {
        Message message = stored.message();
        Map<String, Object> answer =
                answer(message, preview.isEmpty() ? stored.payload() : Wire.message(message, preview), false);
        store.durability(message.room()).ifPresent(level -> answer.put("durability", level));
        return answer;
    }

    static Map<String, Object> answer(Message message, Map<String, Object> payload, boolean duplicate) {
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
                payload);
    }

    /**
     * Takes a token of the user, here and, if the user is connected through several engines, of those that they share.
     *
     * @return null if it is taken; otherwise completes when it is, on the handler threads, or fails
     */
    static @Nullable CompletableFuture<?> takeMessage(ChatContext context, ChatConnection connection) {
        Person person = connection.person();
        long wait = person.messages().take(context.scheduler().nanoTime());
        if (wait > 0) {
            throw ChatException.rate(ErrorCode.RATE_LIMITED, Limit.MESSAGE_INTERVAL, Duration.ofNanos(wait));
        }
        SharedBucket shared = person.sharedMessages();
        CompletionStage<Boolean> taken = shared == null ? null : shared.take();
        return taken == null
                ? null
                : taken.thenAcceptAsync(
                                granted -> {
                                    if (!granted) {
                                        throw ChatException.rate(
                                                ErrorCode.RATE_LIMITED,
                                                Limit.MESSAGE_INTERVAL,
                                                context.limits().time(Limit.MESSAGE_INTERVAL));
                                    }
                                },
                                context.executor())
                        .toCompletableFuture();
    }

    /** The message replied to, or null; continues on the handler threads if it has to be read. */
    private CompletableFuture<@Nullable Message> answered(RoomName room, Payload payload) {
        String raw = payload.optionalText("replyTo");
        if (raw == null) {
            return CompletableFuture.completedFuture(null);
        }
        MessageId id = Payload.messageId(raw);
        return store.find(room, id).thenApplyAsync(SendCommands::living, context.executor());
    }

    static Message living(Optional<Message> found) {
        return found.filter(message -> !message.deleted()).orElseThrow(SendCommands::notFound);
    }

    static ChatException notFound() {
        return new ChatException(ErrorCode.NOT_FOUND, "there is no such message");
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

    /**
     * A message as it is to be stored.
     *
     * @param rules the version of the room's rules that it was decided on; null to store it whatever becomes of them
     */
    private record Decided(
            Content content,
            @Nullable Message answered,
            SlowMode.Turn slow,
            @Nullable Long rules) {}
}
