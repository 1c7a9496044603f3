package dev.parley.example.file;

import dev.parley.chat.policy.ChatListener;
import dev.parley.chat.policy.MessageInterceptor;
import dev.parley.example.file.FileTable.Use;
import dev.parley.model.Attachment;
import dev.parley.model.Content;
import dev.parley.model.Entry;
import dev.parley.model.EntryKind;
import dev.parley.model.Message;
import dev.parley.model.MessageId;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Ties files to the messages that carry them: a file is removed with the last message of its owner that carried it.
 * Messages of others with its address affect neither its lifetime nor who may read it. Files are claimed before a
 * message is stored, so that they do not count as unused meanwhile.
 */
public final class MessageFiles implements ChatListener, MessageInterceptor {

    /** Prefix of file addresses: {@code /files/<id>/<name>}. */
    public static final String PATH = "/files/";

    private static final Pattern ADDRESS = Pattern.compile(Pattern.quote(PATH) + "([0-9a-f]{32})(/.*)?");

    private final FileStore files;

    /**
     * Creates the listener.
     *
     * @param files the files that messages carry
     */
    public MessageFiles(FileStore files) {
        this.files = files;
    }

    @Override
    public Content intercept(User sender, RoomName room, Content content) {
        String by = sender.id().value();
        ids(content).forEach(id -> files.table().claim(id, room.key(), by));
        return content;
    }

    @Override
    public void onMessage(Message message) {
        use(
                message.room(),
                message.seq(),
                message.id(),
                message.content(),
                message.sender().id().value());
    }

    @Override
    public void onChange(Entry change) {
        if (change.kind() != EntryKind.DELETE && change.kind() != EntryKind.EDIT) {
            return;
        }
        String message = change.messageId().value();
        List<Use> before = files.table().usesAt(change.room().key(), change.target()).stream()
                .filter(use -> use.messageId().equals(message))
                .toList();
        List<String> after = change.kind() == EntryKind.EDIT ? ids(change.content()) : List.of();
        if (change.kind() == EntryKind.EDIT && !after.isEmpty()) {
            use(
                    change.room(),
                    change.target(),
                    change.messageId(),
                    change.content(),
                    change.sender().id().value());
        }
        before.stream().filter(use -> !after.contains(use.fileId())).forEach(this::unuse);
    }

    private void use(RoomName room, long seq, MessageId message, Content content, String sender) {
        for (String id : ids(content)) {
            files.table().use(new Use(room.key(), seq, message.value(), id, null), sender);
        }
    }

    /** Ends a use, and removes the file with its last use. */
    void unuse(Use use) {
        if (files.table().unuse(use)) {
            files.find(use.fileId()).ifPresent(files::remove);
        }
    }

    /** The files of this server that a message carries. */
    static List<String> ids(Content content) {
        return content.attachments().stream()
                .map(Attachment::id)
                .map(ADDRESS::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .distinct()
                .collect(Collectors.toList());
    }
}
