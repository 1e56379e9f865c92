package io.vesalius.prompt;

import io.vesalius.base.BadRequestException;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One message of a conversation: its JSON fields in their order, a role among them. Templates see
 * all of them: {@code content} (a string, a list of parts, or null), {@code tool_calls}, {@code
 * tool_call_id}, {@code name}, {@code reasoning_content}, and whatever else a model defines.
 *
 * @param fields must not be changed afterwards
 */
public record Message(Map<String, JsonNode> fields) {
    private static final String ROLE = "role";
    private static final String CONTENT = "content";
    private static final String PARAMETER = "messages";

    /**
     * @throws BadRequestException when the role is missing, empty or no string
     */
    public Message {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        final JsonNode role = fields.get(ROLE);
        if (role == null || !role.isString() || role.stringValue().isEmpty()) {
            throw new BadRequestException(
                    PARAMETER, "messages: each message needs a role, such as \"user\"");
        }
    }

    /** A message of a role and a text. */
    public static Message of(final String role, final String content) {
        final Map<String, JsonNode> fields = new LinkedHashMap<>();
        fields.put(ROLE, JsonNodeFactory.instance.stringNode(role));
        fields.put(CONTENT, JsonNodeFactory.instance.stringNode(content));
        return new Message(fields);
    }

    public static Message system(final String content) {
        return of("system", content);
    }

    public static Message user(final String content) {
        return of("user", content);
    }

    public static Message assistant(final String content) {
        return of("assistant", content);
    }

    /**
     * The messages of a request.
     *
     * @param messages a JSON array of objects, each with a role
     * @throws BadRequestException naming the element at fault
     */
    public static List<Message> list(final JsonNode messages) {
        if (messages == null || !messages.isArray()) {
            throw new BadRequestException(PARAMETER, "messages: an array of messages is needed");
        }
        final List<Message> list = new ArrayList<>(messages.size());
        for (final JsonNode message : messages) {
            list.add(at(list.size(), message));
        }
        return List.copyOf(list);
    }

    private static Message at(final int index, final JsonNode message) {
        final String where = "messages[" + index + "]";
        if (!message.isObject()) {
            throw new BadRequestException(where, where + ": it must be an object");
        }
        final JsonNode role = message.get(ROLE);
        if (role == null || !role.isString() || role.stringValue().isEmpty()) {
            throw new BadRequestException(
                    where + ".role", where + ".role: a role is needed, such as \"user\"");
        }
        final Map<String, JsonNode> fields = new LinkedHashMap<>();
        message.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        return new Message(fields);
    }

    public String role() {
        return Objects.requireNonNull(fields.get(ROLE)).stringValue();
    }

    /** The content if it is a string, else an empty one. */
    public String text() {
        final JsonNode content = fields.get(CONTENT);
        return content != null && content.isString() ? content.stringValue() : "";
    }
}
