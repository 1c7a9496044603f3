package dev.parley.example.web;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of a client's JSON object. Values of the wrong type are rejected, not converted: {@code {"disabled":
 * "no"}} must not do the opposite of what it says. {@code null} equals an absent field.
 */
public final class JsonFields {

    private final JsonNode object;

    JsonFields(JsonNode object) {
        this.object = object;
    }

    /**
     * Rejects unknown fields, such as misspelt ones.
     *
     * @param names the known fields
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
     * Returns a required text.
     *
     * @param name the field's name
     * @return its value
     * @throws HttpProblem with 400 if it is missing or not a text
     */
    public String text(String name) throws HttpProblem {
        return optionalText(name).orElseThrow(() -> new HttpProblem(400, name + " is required"));
    }

    /**
     * Returns an optional text.
     *
     * @param name the field's name
     * @return its value, if present
     * @throws HttpProblem with 400 if it is not a text
     */
    public Optional<String> optionalText(String name) throws HttpProblem {
        Optional<JsonNode> value = value(name);
        if (value.isPresent() && !value.get().isTextual()) {
            throw new HttpProblem(400, name + " must be a text");
        }
        return value.map(JsonNode::textValue);
    }

    /**
     * Returns an optional boolean.
     *
     * @param name the field's name
     * @return its value, if present
     * @throws HttpProblem with 400 if it is not a boolean
     */
    public Optional<Boolean> flag(String name) throws HttpProblem {
        Optional<JsonNode> value = value(name);
        if (value.isPresent() && !value.get().isBoolean()) {
            throw new HttpProblem(400, name + " must be true or false");
        }
        return value.map(JsonNode::booleanValue);
    }

    /**
     * Returns an optional value of any type.
     *
     * @param name the field's name
     * @return its value, if present
     */
    public Optional<JsonNode> value(String name) {
        return Optional.ofNullable(object.get(name)).filter(node -> !node.isNull());
    }

    /**
     * Returns all fields, which must be texts.
     *
     * @return values by name
     * @throws HttpProblem with 400 if one is not a text
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
