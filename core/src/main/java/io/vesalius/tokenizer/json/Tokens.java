package io.vesalius.tokenizer.json;

import io.vesalius.base.BadFileException;
import io.vesalius.base.UnsupportedException;
import io.vesalius.format.GgufType;
import io.vesalius.format.GgufValue;
import io.vesalius.tokenizer.TokenKind;

import tools.jackson.databind.JsonNode;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The tokens of a file in the order of their ids: those of the model, and over them those that were
 * added.
 *
 * @param texts // [vocabSize]
 * @param kinds // [vocabSize]
 */
record Tokens(String[] texts, TokenKind[] kinds) {
    private static final int MOST = 4 << 20;

    /** Room for ids up to the highest of the model's and of the added. */
    static Tokens withRoom(final JsonPart root, final int highestOfModel) {
        int highest = highestOfModel;
        for (final JsonPart added : added(root)) {
            highest = Math.max(highest, added.part("id").integer());
        }
        if (highest >= MOST) {
            throw new BadFileException(
                    "%sa token has the id %d: at most %d are allowed"
                            .formatted(root.where(), highest, MOST - 1));
        }
        return new Tokens(new String[highest + 1], new TokenKind[highest + 1]);
    }

    private static List<JsonPart> added(final JsonPart root) {
        final JsonPart list = root.part("added_tokens");
        return list.isEmpty() ? List.of() : list.elements();
    }

    /** The tokens of a model's `vocab` that gives each text its id. */
    static Tokens ofIds(final JsonPart root) {
        final JsonPart vocab = root.part("model").part("vocab");
        if (!vocab.node().isObject()) {
            throw vocab.bad("must be an object of tokens and their ids");
        }
        int highest = -1;
        for (final Map.Entry<String, JsonNode> entry : vocab.node().properties()) {
            highest = Math.max(highest, id(vocab, entry));
        }
        final Tokens tokens = withRoom(root, highest);
        for (final Map.Entry<String, JsonNode> entry : vocab.node().properties()) {
            tokens.putLearnt(root, id(vocab, entry), entry.getKey());
        }
        return tokens;
    }

    private static int id(final JsonPart vocab, final Map.Entry<String, JsonNode> entry) {
        final int id =
                new JsonPart(vocab.where() + "." + entry.getKey(), entry.getValue()).integer();
        if (id >= MOST) {
            throw vocab.bad("has the id %d: at most %d are allowed".formatted(id, MOST - 1));
        }
        return id;
    }

    int size() {
        return texts.length;
    }

    /** The id of a text that is markup; none for a text that was learnt, or isn't there. */
    OptionalInt special(final String text) {
        final int id = Arrays.asList(texts).indexOf(text);
        return id >= 0 && (kinds[id] == TokenKind.CONTROL || kinds[id] == TokenKind.UNKNOWN)
                ? OptionalInt.of(id)
                : OptionalInt.empty();
    }

    void putLearnt(final JsonPart root, final int id, final String text) {
        put(root, id, text, TokenKind.NORMAL);
    }

    private void put(final JsonPart root, final int id, final String text, final TokenKind kind) {
        if (texts[id] != null && !texts[id].equals(text)) {
            throw new BadFileException(
                    "%sthe id %d belongs to two tokens: each needs its own"
                            .formatted(root.where(), id));
        }
        texts[id] = text;
        kinds[id] = kind;
    }

    /**
     * Marks the added tokens, and fills ids that no token has.
     *
     * @throws UnsupportedException for one that takes white space along, or stands alone as a word
     */
    Tokens withAdded(final JsonPart root) {
        for (final JsonPart added : added(root)) {
            for (final String flag : new String[] {"single_word", "lstrip", "rstrip"}) {
                if (added.part(flag).flag(false)) {
                    throw added.part(flag).unsupported();
                }
            }
            final boolean special = added.part("special").flag(false);
            final int id = added.part("id").integer();
            put(
                    root,
                    id,
                    added.part("content").string(),
                    special ? TokenKind.CONTROL : TokenKind.USER_DEFINED);
        }
        for (int id = 0; id < texts.length; id++) {
            if (texts[id] == null) {
                put(root, id, "[PAD%d]".formatted(id), TokenKind.UNUSED);
            }
        }
        return this;
    }

    /** Marks the token that unknown characters become; none for null. */
    void markUnknown(final JsonPart name) {
        if (!name.isEmpty()) {
            markUnknown(name, Arrays.asList(texts).indexOf(name.string()));
        }
    }

    void markUnknown(final JsonPart where, final int id) {
        if (id < 0 || id >= texts.length || texts[id] == null) {
            throw where.bad("must be a token of the vocabulary");
        }
        kinds[id] = TokenKind.UNKNOWN;
    }

    /** Marks the tokens `<0x00>` to `<0xFF>`. */
    void markBytes() {
        for (int id = 0; id < texts.length; id++) {
            if (texts[id] != null && texts[id].matches("<0x[0-9A-F]{2}>")) {
                kinds[id] = TokenKind.BYTE;
            }
        }
    }

    void describe(final Keys keys, final String model) {
        keys.put("model", new GgufValue.Text(model));
        keys.put("tokens", new GgufValue.Texts(List.of(texts)));
        keys.put(
                "token_type",
                new GgufValue.Wholes(
                        GgufType.INT32,
                        Arrays.stream(kinds).mapToLong(kind -> kind.ordinal() + 1L).toArray()));
    }
}
