package dev.parley.store.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.model.Attachment;
import dev.parley.model.Binary;
import dev.parley.model.Content;
import dev.parley.model.UserId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The parts of a content that most messages lack, as one JSON text: mentions, attachments, attributes. */
final class ExtraContent {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ExtraContent() {}

    /** Returns the JSON text, or null if there is nothing but the text. */
    static @Nullable String write(Content content) {
        if (content.mentions().isEmpty()
                && content.attachments().isEmpty()
                && content.attributes().isEmpty()) {
            return null;
        }
        ObjectNode extra = JSON.createObjectNode();
        ArrayNode mentions = extra.putArray("mentions");
        content.mentions().forEach(user -> mentions.add(user.value()));
        ArrayNode attachments = extra.putArray("attachments");
        for (Attachment attachment : content.attachments()) {
            ObjectNode node = attachments.addObject();
            node.put("id", attachment.id());
            node.put("name", attachment.name());
            node.put("type", attachment.type());
            node.put("size", attachment.size());
            Binary data = attachment.data();
            if (data != null) {
                node.put("data", data.toByteArray());
            }
        }
        ObjectNode attributes = extra.putObject("attributes");
        new TreeMap<>(content.attributes()).forEach(attributes::put);
        return extra.toString();
    }

    static Content read(String text, long replyTo, @Nullable String extra) {
        if (extra == null) {
            return Content.of(text).withReplyTo(replyTo);
        }
        try {
            JsonNode node = JSON.readTree(extra);
            List<UserId> mentions = new ArrayList<>();
            node.path("mentions").forEach(user -> mentions.add(UserId.of(user.asText())));
            List<Attachment> attachments = new ArrayList<>();
            for (JsonNode attachment : node.path("attachments")) {
                attachments.add(attachment(attachment));
            }
            Map<String, String> attributes = new LinkedHashMap<>();
            node.path("attributes")
                    .properties()
                    .forEach(field ->
                            attributes.put(field.getKey(), field.getValue().asText()));
            return new Content(text, replyTo, mentions, attachments, attributes);
        } catch (IOException notJson) {
            throw SqlFailures.unreadable(notJson);
        }
    }

    private static Attachment attachment(JsonNode node) throws IOException {
        byte[] data = node.path("data").binaryValue();
        return new Attachment(
                node.path("id").asText(),
                node.path("name").asText(),
                node.path("type").asText(),
                node.path("size").asLong(),
                data == null ? null : Binary.of(data));
    }
}
