package io.vesalius.tokenizer.json;

import io.vesalius.base.UnsupportedException;
import io.vesalius.format.GgufMetadata;
import io.vesalius.format.GgufValue;
import io.vesalius.tokenizer.SpecialRole;

import java.util.ArrayList;
import java.util.List;

/** A byte-level BPE of a tokenizer.json. */
final class ByteLevelJson {
    private ByteLevelJson() {}

    static GgufMetadata metadata(final JsonPart root) {
        final JsonPart model = root.part("model");
        refuseUnbuilt(model);
        final Tokens tokens = Tokens.ofIds(root).withAdded(root);
        tokens.markUnknown(model.part("unk_token"));
        final Keys keys = new Keys();
        tokens.describe(keys, "gpt2");
        keys.put("pre", new GgufValue.Text(ByteLevelRules.name(root)));
        keys.put("merges", new GgufValue.Texts(lines(model.part("merges"))));
        keys.special(root, tokens, SpecialRole.BOS, SpecialRole.EOS);
        return keys.metadata();
    }

    private static void refuseUnbuilt(final JsonPart model) {
        for (final String name :
                new String[] {"dropout", "continuing_subword_prefix", "end_of_word_suffix"}) {
            final JsonPart part = model.part(name);
            final boolean nothing =
                    part.isEmpty()
                            || part.node().isString() && part.string().isEmpty()
                            || part.node().isNumber() && part.number() == 0;
            if (!nothing) {
                throw part.unsupported();
            }
        }
    }

    /** Each as model files have it, two tokens with a space between. */
    private static List<String> lines(final JsonPart merges) {
        final List<String> lines = new ArrayList<>();
        for (final MergePair pair : MergePair.all(merges)) {
            if (pair.left().indexOf(' ') >= 0 || pair.right().indexOf(' ') >= 0) {
                throw new UnsupportedException(
                        "%s has a merge of tokens with spaces in them: a byte-level vocabulary spells spaces otherwise"
                                .formatted(merges.where()));
            }
            lines.add(pair.left() + " " + pair.right());
        }
        return lines;
    }
}
