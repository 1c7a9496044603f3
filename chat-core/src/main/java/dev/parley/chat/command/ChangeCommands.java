package dev.parley.chat.command;

import dev.parley.chat.event.ClientCommand;
import dev.parley.chat.event.PageSize;
import dev.parley.chat.event.Payload;
import dev.parley.chat.event.TextRules;
import dev.parley.chat.event.Wire;
import dev.parley.chat.log.BoundedStore;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.Moderation;
import dev.parley.chat.policy.ModerationAction;
import dev.parley.chat.room.ChatConnection;
import dev.parley.chat.room.ChatContext;
import dev.parley.chat.room.RoomAccess;
import dev.parley.model.Content;
import dev.parley.model.Entry;
import dev.parley.model.EntryDraft;
import dev.parley.model.Message;
import dev.parley.model.MessageId;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.model.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Edits, deletions and reactions, of clients and of the application. Stateless, apart from the queues of changes.
 *
 * <p>A change is decided on the message as it is, and stored only if it is still so: the queues order the changes of
 * this engine, the store those of several. A change that another engine was faster than is decided again.
 */
public final class ChangeCommands {

    /** How often a change is decided again before it is refused. */
    static final int MAX_RETRIES = 5;

    private final ChatContext context;
    private final RoomAccess access;
    private final BoundedStore store;
    private final Drafts drafts;
    private final ChangeQueues queues;
    private final RuleConditions conditions;

    public ChangeCommands(ChatContext context, RoomAccess access, RuleConditions conditions) {
        this.context = context;
        this.access = access;
        this.conditions = conditions;
        this.store = context.store();
        this.drafts = new Drafts(context);
        this.queues = new ChangeQueues(context.executor());
    }

    public void register(Map<String, Command> commands) {
        commands.put(ClientCommand.EDIT_MESSAGE.wireName(), this::edit);
        commands.put(ClientCommand.DELETE_MESSAGE.wireName(), this::delete);
        commands.put(ClientCommand.REACT_MESSAGE.wireName(), this::react);
    }

    private CommandResult edit(ChatConnection connection, Payload payload) {
        RoomName room = access.current(connection, payload);
        User user = connection.user();
        MessageId id = Payload.messageId(payload.text("id"));
        String text = context.text().messageText(payload.text("text"), true);
        List<UserId> mentions = payload.has("mentions") ? drafts.mentions(payload) : null;
        Edit edit = new Edit(payload.number("version", 0), text, mentions);
        access.checkSend(user, room);
        return taking(
                connection,
                () -> change(room, id, found -> {
                    connection.requireIn(room);
                    access.checkRules(user, room);
                    return edit(user, SendCommands.living(found), edit);
                }));
    }

    /** Makes a change that counts as a message. */
    private CommandResult taking(ChatConnection connection, Supplier<CompletableFuture<Map<String, Object>>> change) {
        CompletableFuture<?> taken = SendCommands.takeMessage(context, connection);
        return CommandResult.of(taken == null ? change.get() : taken.thenCompose(done -> change.get()));
    }

    /** Decides what is to become of a message, or throws why nothing is. */
    private interface Decider {
        Decision decide(Optional<Message> found);
    }

    /** The change of a message and the answer once it is stored; or, without a change, the answer at once. */
    private record Decision(
            Message message,
            @Nullable EntryDraft change,
            Function<Entry, Map<String, Object>> answer,
            Map<String, Object> answerNow) {

        static Decision of(Message message, EntryDraft change, Function<Entry, Map<String, Object>> answer) {
            return new Decision(message, change, answer, Map.of());
        }

        static Decision none(Message message, Map<String, Object> more) {
            return new Decision(message, null, entry -> Map.of(), already(message, more));
        }
    }

    private CompletableFuture<Map<String, Object>> change(RoomName room, MessageId id, Decider decider) {
        return queues.run(room, () -> change(room, id, decider, MAX_RETRIES));
    }

    private CompletableFuture<Map<String, Object>> change(RoomName room, MessageId id, Decider decider, int retries) {
        return store.find(room, id)
                .thenComposeAsync(
                        found -> {
                            Long rules = conditions.version(room);
                            Decision decision = decider.decide(found);
                            EntryDraft change = decision.change;
                            if (change == null) {
                                return CompletableFuture.completedFuture(decision.answerNow);
                            }
                            EntryDraft draft = change.onRevision(
                                    decision.message.revision().seq());
                            return store.append(rules == null ? draft : draft.onRules(rules))
                                    .thenCompose(written -> written.isStale()
                                            ? read(room, rules)
                                                    .thenCompose(none -> changeAgain(room, id, decider, retries))
                                            : CompletableFuture.completedFuture(
                                                    decision.answer.apply(written.entry())));
                        },
                        context.executor());
    }

    /** Reads the rules, if it may be for them that the change was stale. */
    private CompletableFuture<Void> read(RoomName room, @Nullable Long rules) {
        return rules == null ? CompletableFuture.completedFuture(null) : conditions.reload(room, rules);
    }

    private CompletableFuture<Map<String, Object>> changeAgain(
            RoomName room, MessageId id, Decider decider, int retries) {
        return retries > 0
                ? change(room, id, decider, retries - 1)
                : CompletableFuture.failedFuture(
                        new ChatException(ErrorCode.OVERLOADED, "too many change this message at once"));
    }

    /** What is to become of a message: its text, its mentions unless they stay, if it still has the version unless that is 0. */
    private record Edit(long version, String text, @Nullable List<UserId> mentions) {}

    private Decision edit(User user, Message message, Edit edit) {
        if (!context.authorizer().mayEdit(user, message)) {
            throw new ChatException(ErrorCode.FORBIDDEN, "you may not edit this message");
        }
        Content content = message.content().withText(edit.text);
        TextRules.checkNotEmpty(content);
        Content decided = drafts.intercept(
                user, message.room(), edit.mentions == null ? content : content.withMentions(edit.mentions));
        if (decided.equals(message.content())) {
            return Decision.none(
                    message, Wire.fields("message", Wire.message(message, Map.of(), PageSize.of(context.limits()))));
        }
        if (edit.version != 0 && edit.version != message.version()) {
            throw new ChatException(ErrorCode.VERSION_CONFLICT, "the message was changed meanwhile");
        }
        return Decision.of(
                message,
                EntryDraft.edit(message, user.asSender(), context.scheduler().now(), decided),
                entry -> edited(message, entry));
    }

    private Map<String, Object> edited(Message before, Entry edit) {
        Map<String, Object> answer = place(edit);
        answer.put("message", Wire.message(before.after(edit), Map.of()));
        return answer;
    }

    private static Map<String, Object> place(Entry entry) {
        return Wire.fields(
                "ok",
                true,
                "room",
                Wire.room(entry.room()),
                "epoch",
                entry.epoch(),
                "seq",
                entry.seq(),
                "id",
                entry.messageId().value());
    }

    private CommandResult delete(ChatConnection connection, Payload payload) {
        RoomName room = access.current(connection, payload);
        User user = connection.user();
        MessageId id = Payload.messageId(payload.text("id"));
        return taking(
                connection,
                () -> delete(room, id, user.asSender(), message -> {
                    connection.requireIn(room);
                    if (!message.sender().id().equals(user.id()) && !access.isModerator(user, room)) {
                        throw new ChatException(ErrorCode.FORBIDDEN, "you may not delete this message");
                    }
                }));
    }

    /** Deletes a message if {@code check} allows it. */
    public CompletableFuture<Map<String, Object>> delete(
            RoomName room, MessageId id, dev.parley.model.Sender by, java.util.function.Consumer<Message> check) {
        return change(room, id, found -> {
            Message message = found.orElseThrow(SendCommands::notFound);
            check.accept(message);
            if (message.deleted()) {
                return Decision.none(message, Wire.fields());
            }
            EntryDraft deletion =
                    EntryDraft.delete(message, by, context.scheduler().now());
            return Decision.of(message, deletion, entry -> {
                reportModeration(message, by.id());
                return place(entry);
            });
        });
    }

    private void reportModeration(Message message, UserId by) {
        UserId author = message.sender().id();
        if (!author.equals(by)) {
            Moderation act = new Moderation(message.room(), ModerationAction.DELETE, by, author, null, null, "");
            context.listeners().publish(listener -> listener.onModeration(act));
        }
    }

    private static Map<String, Object> already(Message message, Map<String, Object> more) {
        Map<String, Object> answer = Wire.fields(
                "ok",
                true,
                "room",
                Wire.room(message.room()),
                "epoch",
                message.epoch(),
                "seq",
                message.revision().seq(),
                "id",
                message.id().value());
        answer.putAll(more);
        answer.put("duplicate", true);
        return answer;
    }

    private CommandResult react(ChatConnection connection, Payload payload) {
        RoomName room = access.current(connection, payload);
        User user = connection.user();
        MessageId id = Payload.messageId(payload.text("id"));
        String emoji = context.text().emoji(payload.text("emoji"));
        boolean add = !payload.flag("remove");
        access.checkSend(user, room);
        Map<String, Object> more = Wire.fields("emoji", emoji, "added", add);
        return taking(
                connection,
                () -> change(room, id, found -> {
                    connection.requireIn(room);
                    access.checkRules(user, room);
                    Message message = SendCommands.living(found);
                    boolean there =
                            message.reactions().getOrDefault(emoji, List.of()).contains(user.id());
                    if (there == add) {
                        return Decision.none(message, more);
                    }
                    checkReactions(message, emoji, add);
                    Instant now = context.scheduler().now();
                    EntryDraft draft = add
                            ? EntryDraft.react(message, user.asSender(), now, emoji)
                            : EntryDraft.unreact(message, user.asSender(), now, emoji);
                    return Decision.of(message, draft, entry -> {
                        Map<String, Object> answer = place(entry);
                        answer.putAll(more);
                        return answer;
                    });
                }));
    }

    private void checkReactions(Message message, String emoji, boolean add) {
        int max = context.limits().count(Limit.REACTIONS);
        if (add && message.reactions().size() >= max && !message.reactions().containsKey(emoji)) {
            throw ChatException.limit(ErrorCode.LIMIT_EXCEEDED, Limit.REACTIONS, max);
        }
    }
}
