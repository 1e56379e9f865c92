package io.vesalius.server.api;

import io.vesalius.prompt.Message;
import io.vesalius.server.http.ApiError;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A request's messages in the form that templates know: contents are texts. */
final class Messages {
    private Messages() {}

    /**
     * @param messages checked already
     * @throws ApiError for one that says nothing
     */
    static List<Message> of(final JsonNode messages) {
        final List<Message> list = new ArrayList<>();
        for (final JsonNode message : messages) {
            list.add(message("messages[%d]".formatted(list.size()), message));
        }
        return list;
    }

    private static Message message(final String path, final JsonNode json) {
        final String role = json.get("role").stringValue();
        final String text = text(json.get("content"));
        if (text.isEmpty() && !role.equals("assistant")) {
            throw ApiError.invalid(
                    path + ".content", path + ".content is empty: it must say something");
        }
        final Map<String, JsonNode> fields = new LinkedHashMap<>();
        fields.put("role", node(role.equals("developer") ? "system" : role));
        fields.put("content", node(text));
        for (final String name : List.of("name", "reasoning_content")) {
            if (json.hasNonNull(name)) {
                fields.put(name, json.get(name));
            }
        }
        return new Message(fields);
    }

    private static String text(final JsonNode content) {
        return content.isString()
                ? content.stringValue()
                : content.valueStream()
                        .map(part -> part.get("text").stringValue())
                        .collect(Collectors.joining("\n"));
    }

    private static JsonNode node(final String text) {
        return JsonNodeFactory.instance.stringNode(text);
    }
}
