package dev.parley.store.redis;

import dev.parley.cluster.redis.connection.MessageCodec;
import dev.parley.cluster.redis.form.EntryForm;
import dev.parley.model.Entry;
import dev.parley.model.EntryDraft;
import dev.parley.model.RoomName;
import dev.parley.model.UserId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Entries as bytes, without room, epoch and number, which Redis keeps beside them; and the keys of drafts. */
final class HotEntries {

    private static final byte[] NONE = {};
    private static final int KEY_BYTES = 16;

    private HotEntries() {}

    static byte[] write(EntryDraft draft) {
        return write(Entry.of(draft, "-", 1));
    }

    static byte[] write(Entry entry) {
        Map<String, @Nullable Object> form = EntryForm.write(entry);
        form.remove("seq");
        return MessageCodec.packed(form);
    }

    static Entry read(RoomName room, String epoch, long seq, byte[] bytes) {
        Map<String, @Nullable Object> form = MessageCodec.map(MessageCodec.readPacked(bytes));
        form.put("seq", seq);
        return EntryForm.read(room, epoch, form);
    }

    /** A digest, so that an erased user leaves nothing in Redis; empty if there is no {@code clientMsgId}. */
    static byte[] key(UserId sender, @Nullable String clientMsgId) {
        if (clientMsgId == null) {
            return NONE;
        }
        String text = sender.value().length() + ":" + sender.value() + clientMsgId;
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(digest, KEY_BYTES);
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }
}
