package io.vesalius.tokenizer;

import io.vesalius.format.GgufMetadata;
import io.vesalius.format.GgufType;
import io.vesalius.format.GgufValue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Small vocabularies as a model file would hold them, built piece by piece. */
final class TestVocabulary {
    static final String TOKENS = "tokenizer.ggml.tokens";
    static final String SCORES = "tokenizer.ggml.scores";
    static final String TYPES = "tokenizer.ggml.token_type";
    static final String MERGES = "tokenizer.ggml.merges";

    private final Map<String, GgufValue> extra = new LinkedHashMap<>();
    private final List<String> tokens = new ArrayList<>();
    private final List<Float> scores = new ArrayList<>();
    private final List<TokenKind> kinds = new ArrayList<>();
    private final List<String> merges = new ArrayList<>();
    private final List<String> left = new ArrayList<>();
    private final boolean scored;

    private TestVocabulary(final String model, final boolean scored) {
        this.scored = scored;
        set("tokenizer.ggml.model", new GgufValue.Text(model));
    }

    /** All 256 bytes; merges are added by {@link #merge}. */
    static TestVocabulary byteLevel(final String pre) {
        final TestVocabulary vocabulary = new TestVocabulary("gpt2", false);
        vocabulary.set("tokenizer.ggml.pre", new GgufValue.Text(pre));
        for (int value = 0; value < 256; value++) {
            vocabulary.token(String.valueOf(ByteAlphabet.toChar(value)), TokenKind.NORMAL);
        }
        return vocabulary;
    }

    /** Unknown, start, end and the 256 byte tokens. */
    static TestVocabulary sentencePiece() {
        final TestVocabulary vocabulary =
                new TestVocabulary("llama", true)
                        .token("<unk>", TokenKind.UNKNOWN)
                        .token("<s>", TokenKind.CONTROL)
                        .token("</s>", TokenKind.CONTROL);
        for (int value = 0; value < 256; value++) {
            vocabulary.token("<0x%02X>".formatted(value), TokenKind.BYTE);
        }
        return vocabulary;
    }

    /** Padding, end and unknown. */
    static TestVocabulary unigram() {
        return new TestVocabulary("t5", true)
                .token("<pad>", TokenKind.CONTROL)
                .token("</s>", TokenKind.CONTROL)
                .token("<unk>", TokenKind.UNKNOWN);
    }

    /** Padding, unknown, class and separator, named in the metadata. */
    static TestVocabulary wordPiece() {
        return new TestVocabulary("bert", false)
                .token("[PAD]", TokenKind.CONTROL)
                .token("[UNK]", TokenKind.UNKNOWN)
                .token("[CLS]", TokenKind.CONTROL)
                .token("[SEP]", TokenKind.CONTROL)
                .id("unknown", 1)
                .id("cls", 2)
                .id("seperator", 3);
    }

    static TestVocabulary empty(final String model) {
        return new TestVocabulary(model, true);
    }

    TestVocabulary token(final String text, final TokenKind kind) {
        return token(text, kind, 0);
    }

    TestVocabulary token(final String text, final TokenKind kind, final float score) {
        tokens.add(text);
        kinds.add(kind);
        scores.add(score);
        return this;
    }

    /** A normal piece with a score. */
    TestVocabulary piece(final String text, final double score) {
        return token(text, TokenKind.NORMAL, (float) score);
    }

    /** A merge, and the token that it makes. */
    TestVocabulary merge(final String left, final String right) {
        merges.add(left + " " + right);
        return tokens.contains(left + right) ? this : token(left + right, TokenKind.NORMAL);
    }

    TestVocabulary mergeLine(final String line) {
        merges.add(line);
        return this;
    }

    TestVocabulary id(final String role, final long id) {
        return set(
                "tokenizer.ggml." + role + "_token_id", new GgufValue.Whole(GgufType.UINT32, id));
    }

    TestVocabulary flag(final String key, final boolean value) {
        return set("tokenizer.ggml." + key, new GgufValue.Flag(value));
    }

    /** Overrides whatever the builder would write, or adds a key. */
    TestVocabulary set(final String key, final GgufValue value) {
        extra.put(key, value);
        return this;
    }

    /** Leaves out a key that the builder would write. */
    TestVocabulary without(final String key) {
        left.add(key);
        return this;
    }

    int idOf(final String text) {
        return tokens.indexOf(text);
    }

    int size() {
        return tokens.size();
    }

    GgufMetadata metadata() {
        final Map<String, GgufValue> values = new LinkedHashMap<>();
        values.put(TOKENS, new GgufValue.Texts(List.copyOf(tokens)));
        values.put(
                TYPES,
                new GgufValue.Wholes(
                        GgufType.INT32, kinds.stream().mapToLong(k -> k.ordinal() + 1).toArray()));
        if (scored) {
            values.put(
                    SCORES,
                    new GgufValue.Reals(
                            GgufType.FLOAT32,
                            scores.stream().mapToDouble(Float::doubleValue).toArray()));
        } else {
            values.put(MERGES, new GgufValue.Texts(List.copyOf(merges)));
        }
        values.putAll(extra);
        left.forEach(values::remove);
        return new GgufMetadata(values);
    }

    Tokenizer tokenizer() {
        return Tokenizer.from(metadata());
    }
}
