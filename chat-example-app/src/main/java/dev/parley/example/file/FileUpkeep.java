package dev.parley.example.file;

import dev.parley.example.file.FileTable.Use;
import dev.parley.model.Message;
import dev.parley.model.RoomName;
import dev.parley.store.MessageLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes unused files: those that no message carried within a day of the upload, and those whose messages have been
 * missing from the store for a day, for whatever reason (purged, erased, reset). The delay ensures that a server
 * started once with a different store loses nothing. Not thread-safe; blocks.
 */
public final class FileUpkeep {

    private static final Logger LOG = LoggerFactory.getLogger(FileUpkeep.class);

    private static final Duration GRACE = Duration.ofDays(1);
    private static final int PAGE = 500;

    private final FileStore files;
    private final MessageFiles uses;
    private final MessageLog log;
    private long foreignVersion;

    /**
     * Creates the task.
     *
     * @param files the files to check
     * @param uses ends the uses of files
     * @param log the log of messages
     */
    public FileUpkeep(FileStore files, MessageFiles uses, MessageLog log) {
        this.files = files;
        this.uses = uses;
        this.log = log;
        this.foreignVersion = files.table().foreignVersion();
    }

    /** Picks up removals by the operator's commands in another process. */
    public void noticeCommands() {
        long version = files.table().foreignVersion();
        if (version != foreignVersion) {
            foreignVersion = version;
            files.recount();
        }
    }

    /** Removes the files that are due. */
    public void run() {
        int removed = removeForgotten();
        List<Use> page = files.table().uses(null, PAGE);
        while (!page.isEmpty()) {
            page.stream().collect(Collectors.groupingBy(Use::room)).forEach(this::check);
            page = files.table().uses(page.get(page.size() - 1), PAGE);
        }
        if (removed > 0) {
            LOG.info("Removed {} files that no message carries", removed);
        }
    }

    private int removeForgotten() {
        int removed = 0;
        List<StoredFile> page = files.table().forgotten(files.now().minus(GRACE), PAGE);
        while (!page.isEmpty()) {
            page.forEach(files::remove);
            removed += page.size();
            page = files.table().forgotten(files.now().minus(GRACE), PAGE);
        }
        return removed;
    }

    private void check(String room, List<Use> all) {
        Map<Long, Message> found =
                log
                        .messagesAt(
                                RoomName.parse(room),
                                all.stream().map(Use::seq).distinct().toList())
                        .stream()
                        .collect(Collectors.toMap(Message::seq, Function.identity()));
        Instant now = files.now();
        for (Use use : all) {
            if (carries(found.get(use.seq()), use)) {
                if (use.missingSince() != null) {
                    files.table().missing(use, null);
                }
            } else if (use.missingSince() == null) {
                files.table().missing(use, now);
            } else if (use.missingSince().plus(GRACE).isBefore(now)) {
                uses.unuse(use);
            }
        }
    }

    private static boolean carries(@Nullable Message message, Use use) {
        return message != null
                && !message.deleted()
                && message.id().value().equals(use.messageId())
                && MessageFiles.ids(message.content()).contains(use.fileId());
    }
}
