package dev.parley.example.web;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of a JSON object that a client sent. A value of another type is refused, not converted: {@code {"disabled": "no"}} must
 * not do something else than it says. {@code null} is the same as no field.
 */
public final class JsonFields {

    private final JsonNode object;

    JsonFields(JsonNode object) {
        this.object = object;
    }

    /**
     * Refuses fields that are not known, such as misspelt ones.
     *
     * @param names the known ones
     * @return this
     * @throws HttpProblem with 400 if there is another one
     */
    public JsonFields only(String... names) throws HttpProblem {
        List<String> known = List.of(names);
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!known.contains(field.getKey())) {
                throw new HttpProblem(400, "Unknown field. There are: " + String.join(", ", known));
            }
        }
        return this;
    }

    /**
     * A text that must be there.
     *
     * @param name of the field
     * @return its value
     * @throws HttpProblem with 400 if it is missing or no text
     */
    public String text(String name) throws HttpProblem {
        return optionalText(name).orElseThrow(() -> new HttpProblem(400, name + " is required"));
    }

    /**
     * A text.
     *
     * @param name of the field
     * @return its value, if there is one
     * @throws HttpProblem with 400 if it is no text
     */
    public Optional<String> optionalText(String name) throws HttpProblem {
        Optional<JsonNode> value = value(name);
        if (value.isPresent() && !value.get().isTextual()) {
            throw new HttpProblem(400, name + " must be a text");
        }
        return value.map(JsonNode::textValue);
    }

    /**
     * True or false.
     *
     * @param name of the field
     * @return its value, if there is one
     * @throws HttpProblem with 400 if it is neither
     */
    public Optional<Boolean> flag(String name) throws HttpProblem {
        Optional<JsonNode> value = value(name);
        if (value.isPresent() && !value.get().isBoolean()) {
            throw new HttpProblem(400, name + " must be true or false");
        }
        return value.map(JsonNode::booleanValue);
    }

    /**
     * A value of any type.
     *
     * @param name of the field
     * @return its value, if there is one
     */
    public Optional<JsonNode> value(String name) {
        return Optional.ofNullable(object.get(name)).filter(node -> !node.isNull());
    }

    /**
     * All fields, where all are texts.
     *
     * @return values by name
     * @throws HttpProblem with 400 if one is no text
     */
    public Map<String, String> texts() throws HttpProblem {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!field.getValue().isTextual()) {
                throw new HttpProblem(400, field.getKey() + " must be a text");
            }
            texts.put(field.getKey(), field.getValue().textValue());
        }
        return texts;
    }
}
