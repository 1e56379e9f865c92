package io.vesalius.prompt;

import io.vesalius.base.BadRequestException;
import io.vesalius.prompt.jinja.Dict;
import io.vesalius.prompt.jinja.Globals;
import io.vesalius.prompt.jinja.JsonValues;
import io.vesalius.prompt.jinja.Text;
import io.vesalius.prompt.jinja.Value;

import tools.jackson.databind.JsonNode;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A template's variables. Special tokens are trusted, and so is a message's role where it is one of
 * the few words that roles are: templates build control tokens from it, and none of these words is
 * markup. All else is text.
 */
final class Variables {
    private static final Set<String> ROLES =
            Set.of(
                    "system",
                    "developer",
                    "user",
                    "assistant",
                    "tool",
                    "function",
                    "ipython",
                    "model",
                    "observation");
    private static final Set<String> OURS =
            Set.of(
                    "messages",
                    "tools",
                    "add_generation_prompt",
                    "additional_special_tokens",
                    "loop",
                    "caller",
                    "varargs",
                    "kwargs",
                    "self");

    private Variables() {}

    /** Of a conversation. */
    static Map<String, Value> of(final List<Message> messages, final RenderOptions options) {
        final Map<String, Value> variables = new HashMap<>();
        variables.put("documents", Value.NONE);
        options.keywords().forEach((name, json) -> variables.put(name, JsonValues.of(json)));
        variables.put("messages", messages(messages.stream().map(Message::fields).toList()));
        variables.put("tools", JsonValues.of(options.tools()));
        variables.put("add_generation_prompt", new Value.Bool(options.addGenerationPrompt()));
        options.specialTokens().forEach((name, token) -> variables.put(name, trusted(token)));
        return variables;
    }

    /** Of a JSON object that names them all, messages and special tokens, too. */
    static Map<String, Value> of(final JsonNode context) {
        final Map<String, Value> variables = new HashMap<>();
        for (final Map.Entry<String, JsonNode> variable : context.properties()) {
            final String name = variable.getKey();
            final JsonNode json = variable.getValue();
            if (json.isString() && SpecialTokens.names().contains(name)) {
                variables.put(name, trusted(json.stringValue()));
            } else if (name.equals("messages") && json.isArray()) {
                variables.put(name, list(json.valueStream().map(Variables::message).toList()));
            } else {
                variables.put(name, JsonValues.of(json));
            }
        }
        return variables;
    }

    private static Value trusted(final String token) {
        return new Value.Str(Text.control(token));
    }

    private static Value messages(final List<Map<String, JsonNode>> messages) {
        return list(messages.stream().map(Variables::message).toList());
    }

    private static Value message(final JsonNode json) {
        if (!json.isObject()) {
            return JsonValues.of(json);
        }
        final Map<String, JsonNode> fields = new LinkedHashMap<>();
        json.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        return message(fields);
    }

    private static Value message(final Map<String, JsonNode> fields) {
        final Dict.Builder message = new Dict.Builder();
        fields.forEach((name, json) -> message.put(name, field(name, json)));
        return message.build();
    }

    private static Value list(final List<Value> values) {
        return new Value.Seq(Value.Seq.Kind.LIST, values);
    }

    private static Value field(final String name, final JsonNode json) {
        return name.equals("role") && json.isString() && ROLES.contains(json.stringValue())
                ? trusted(json.stringValue())
                : JsonValues.of(json);
    }

    /** Which of the variables that a template reads a request may set. */
    static Set<String> keywords(final Set<String> read) {
        final Set<String> keywords = new TreeSet<>(read);
        keywords.removeAll(OURS);
        keywords.removeAll(SpecialTokens.names());
        keywords.removeAll(Globals.names());
        return keywords;
    }

    /**
     * @throws BadRequestException when a request sets a variable that it may not
     */
    static void check(final Set<String> given, final Set<String> allowed) {
        for (final String name : new TreeSet<>(given)) {
            if (!allowed.contains(name)) {
                throw new BadRequestException(
                        "chat_template_kwargs",
                        "chat_template_kwargs: this model's template takes no '%s'; it takes %s"
                                .formatted(
                                        OneLine.of(name),
                                        allowed.isEmpty()
                                                ? "nothing"
                                                : String.join(", ", allowed)));
            }
        }
    }
}
