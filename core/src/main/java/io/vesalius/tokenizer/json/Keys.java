package io.vesalius.tokenizer.json;

import io.vesalius.format.GgufMetadata;
import io.vesalius.format.GgufType;
import io.vesalius.format.GgufValue;
import io.vesalius.tokenizer.SpecialRole;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/** The `tokenizer.ggml.*` keys of a model file while they are collected. */
final class Keys {
    private final Map<String, GgufValue> values = new LinkedHashMap<>();

    void put(final String key, final GgufValue value) {
        values.put("tokenizer.ggml." + key, value);
    }

    void flag(final String key, final boolean value) {
        put(key, new GgufValue.Flag(value));
    }

    /**
     * The special tokens: those that open and close a text are named by the file's template, the
     * others are known by their usual names.
     *
     * @param first the role of what opens a text
     * @param last the role of what closes it
     */
    void special(
            final JsonPart root,
            final Tokens tokens,
            final SpecialRole first,
            final SpecialRole last) {
        for (final SpecialRole role : SpecialRole.values()) {
            role.names().stream()
                    .map(tokens::special)
                    .filter(OptionalInt::isPresent)
                    .findFirst()
                    .ifPresent(id -> id(role, id));
        }
        final Template template = Template.of(root, tokens);
        id(first, template.first());
        id(last, template.last());
        flag("add_bos_token", template.first().isPresent());
        flag("add_eos_token", template.last().isPresent());
    }

    private void id(final SpecialRole role, final OptionalInt id) {
        id.ifPresent(
                found ->
                        put(role.key() + "_token_id", new GgufValue.Whole(GgufType.UINT32, found)));
    }

    GgufMetadata metadata() {
        return new GgufMetadata(values);
    }
}
