package io.vesalius.tokenizer.json;

import io.vesalius.format.GgufMetadata;
import io.vesalius.format.GgufValue;
import io.vesalius.tokenizer.SpecialRole;
import io.vesalius.tokenizer.TokenKind;

import java.util.List;

/**
 * BERT's WordPiece of a tokenizer.json, which marks the pieces within words by `##`; model files
 * mark those that start words.
 */
final class WordPieceJson {
    private static final String CONTINUED = "##";
    private static final String WORD_START = "\u2581";
    private static final int LONGEST_WORD = 100;

    private WordPieceJson() {}

    static GgufMetadata metadata(final JsonPart root) {
        final JsonPart model = root.part("model");
        require(model.part("continuing_subword_prefix"), CONTINUED);
        final JsonPart longest = model.part("max_input_chars_per_word");
        if (!longest.isEmpty() && longest.integer() != LONGEST_WORD) {
            throw longest.unsupported();
        }
        final Tokens tokens = Tokens.ofIds(root).withAdded(root);
        tokens.markUnknown(model.part("unk_token"));
        final Keys keys = new Keys();
        marked(tokens).describe(keys, "bert");
        keys.put("pre", new GgufValue.Text("default"));
        normalizer(root, keys);
        require(root.part("pre_tokenizer").part("type"), "BertPreTokenizer");
        keys.special(root, tokens, SpecialRole.CLASS, SpecialRole.SEPARATOR);
        return keys.metadata();
    }

    private static void require(final JsonPart part, final String built) {
        if (!part.string().equals(built)) {
            throw part.unsupported();
        }
    }

    private static void normalizer(final JsonPart root, final Keys keys) {
        final List<JsonPart> stages = root.part("normalizer").stages("normalizers");
        if (stages.size() != 1 || !stages.getFirst().type().equals("BertNormalizer")) {
            throw root.part("normalizer").unsupported();
        }
        final JsonPart normalizer = stages.getFirst();
        for (final String always : new String[] {"clean_text", "handle_chinese_chars"}) {
            if (!normalizer.part(always).flag(true)) {
                throw normalizer.part(always).unsupported();
            }
        }
        final boolean lowerCase = normalizer.part("lowercase").flag(true);
        keys.flag("normalizer.lowercase", lowerCase);
        keys.flag("normalizer.strip_accents", normalizer.part("strip_accents").flag(lowerCase));
    }

    private static Tokens marked(final Tokens tokens) {
        final String[] texts = tokens.texts().clone();
        for (int id = 0; id < texts.length; id++) {
            if (tokens.kinds()[id] == TokenKind.NORMAL) {
                final String text = texts[id];
                texts[id] =
                        text.length() > CONTINUED.length() && text.startsWith(CONTINUED)
                                ? text.substring(CONTINUED.length())
                                : WORD_START + text;
            }
        }
        return new Tokens(texts, tokens.kinds());
    }
}
