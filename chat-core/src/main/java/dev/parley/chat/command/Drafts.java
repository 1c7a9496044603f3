package dev.parley.chat.command;

import dev.parley.chat.event.Payload;
import dev.parley.chat.policy.ChatException;
import dev.parley.chat.policy.ErrorCode;
import dev.parley.chat.policy.Limit;
import dev.parley.chat.policy.MessageInterceptor;
import dev.parley.chat.room.ChatContext;
import dev.parley.model.Attachment;
import dev.parley.model.Content;
import dev.parley.model.RoomName;
import dev.parley.model.User;
import dev.parley.model.UserId;
import dev.parley.text.WebAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Creates the content of messages from client payloads. Stateless. */
final class Drafts {

    private static final Pattern MEDIA_TYPE = Pattern.compile("[a-z0-9!#$&^_.+-]{1,64}/[a-z0-9!#$&^_.+-]{1,64}");
    private static final int MAX_ADDRESS = 1_024;

    private final ChatContext context;

    Drafts(ChatContext context) {
        this.context = context;
    }

    /** The content of a new message, without the message it replies to. */
    Content content(Payload payload) {
        List<Attachment> attachments = attachments(payload);
        String raw = payload.has("text") ? payload.text("text") : payload.optionalText("message");
        if (raw == null && attachments.isEmpty()) {
            throw Payload.bad("text", "a string");
        }
        String text = context.text().messageText(raw == null ? "" : raw, !attachments.isEmpty());
        return Content.of(text).withMentions(mentions(payload)).withAttachments(attachments);
    }

    List<UserId> mentions(Payload payload) {
        Set<UserId> users = new LinkedHashSet<>();
        for (String id :
                payload.texts("mentions", Limit.MENTIONS, context.limits().get(Limit.MENTIONS))) {
            users.add(Payload.userId(id));
        }
        return List.copyOf(users);
    }

    @Nullable
    String clientMsgId(Payload payload) {
        String id = payload.optionalText("clientMsgId");
        if (id == null) {
            return null;
        }
        long max = context.limits().get(Limit.CLIENT_MSG_ID);
        if (id.length() > max) {
            throw ChatException.limit(ErrorCode.LIMIT_EXCEEDED, Limit.CLIENT_MSG_ID, max);
        }
        if (id.isBlank() || !id.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw Payload.bad("clientMsgId", "visible ASCII characters");
        }
        return id;
    }

    private List<Attachment> attachments(Payload payload) {
        List<Attachment> attachments = new ArrayList<>();
        long bytes = 0;
        long maxBytes = context.limits().get(Limit.ATTACHMENT_BYTES);
        for (Payload file : payload.objects(
                "attachments", Limit.ATTACHMENTS, context.limits().get(Limit.ATTACHMENTS))) {
            Attachment attachment = attachment(file);
            bytes += attachment.data() == null ? 0 : attachment.size();
            if (bytes > maxBytes) {
                throw ChatException.limit(ErrorCode.LIMIT_EXCEEDED, Limit.ATTACHMENT_BYTES, maxBytes);
            }
            attachments.add(attachment);
        }
        return attachments;
    }

    private Attachment attachment(Payload file) {
        String name = fileName(file.text("name"));
        String type = file.has("type") ? file.text("type").toLowerCase(Locale.ROOT) : "application/octet-stream";
        if (!MEDIA_TYPE.matcher(type).matches()) {
            throw new ChatException(ErrorCode.ATTACHMENT_INVALID, "type is not a media type");
        }
        byte[] data = file.bytes("data");
        if (data != null) {
            return Attachment.of(context.ids().next(), name, type, data);
        }
        String url = file.text("url");
        if (url.length() > MAX_ADDRESS || !WebAddress.isOne(url)) {
            throw new ChatException(ErrorCode.ATTACHMENT_INVALID, "url is not an http address or a path");
        }
        return Attachment.reference(url, name, type, file.number("size", 0));
    }

    /** The last segment of a path, as a single-line name. */
    private String fileName(String raw) {
        return context.text().fileName(raw.substring(Math.max(raw.lastIndexOf('/'), raw.lastIndexOf('\\')) + 1));
    }

    /** Passes the content to the application, which may change or reject it. */
    Content intercept(User sender, RoomName room, Content content) {
        Content current = content;
        for (MessageInterceptor interceptor : context.interceptors()) {
            current = interceptor.intercept(sender, room, current);
        }
        return current;
    }
}
