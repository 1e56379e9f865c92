package io.vesalius.tokenizer.json;

import java.util.List;
import java.util.OptionalInt;

/**
 * What the post-processor of a file puts around a text.
 *
 * @param first the id of what opens a text
 * @param last the id of what closes it
 */
record Template(OptionalInt first, OptionalInt last) {
    private static final Template NONE = new Template(OptionalInt.empty(), OptionalInt.empty());

    /**
     * @throws io.vesalius.base.UnsupportedException for more than one token before or after a text
     */
    static Template of(final JsonPart root, final Tokens tokens) {
        Template found = NONE;
        for (final JsonPart stage : root.part("post_processor").stages("processors")) {
            switch (stage.type()) {
                case "ByteLevel" -> {} // moves only the offsets that tokens had in the text
                case "TemplateProcessing" -> found = single(stage, tokens);
                case "BertProcessing", "RobertaProcessing" ->
                        found =
                                new Template(
                                        named(stage.part("cls").elements().getFirst(), tokens),
                                        named(stage.part("sep").elements().getFirst(), tokens));
                default -> throw stage.part("type").unsupported();
            }
        }
        return found;
    }

    private static Template single(final JsonPart stage, final Tokens tokens) {
        final List<JsonPart> parts = stage.part("single").elements();
        int text = 0;
        while (text < parts.size() && parts.get(text).part("Sequence").isEmpty()) {
            text++;
        }
        if (text == parts.size()) {
            throw stage.part("single").bad("must have the text in it");
        }
        if (text > 1 || parts.size() - text > 2) {
            throw stage.part("single").unsupported();
        }
        return new Template(
                text == 0 ? OptionalInt.empty() : special(parts.getFirst(), tokens),
                text + 1 == parts.size() ? OptionalInt.empty() : special(parts.getLast(), tokens));
    }

    private static OptionalInt special(final JsonPart part, final Tokens tokens) {
        return named(part.part("SpecialToken").part("id"), tokens);
    }

    private static OptionalInt named(final JsonPart name, final Tokens tokens) {
        final OptionalInt id = tokens.special(name.string());
        if (id.isEmpty()) {
            throw name.bad("must be a special token of the vocabulary");
        }
        return id;
    }
}
