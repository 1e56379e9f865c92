package io.vesalius.tokenizer.train;

import io.vesalius.format.GgufMetadata;
import io.vesalius.format.GgufType;
import io.vesalius.format.GgufValue;
import io.vesalius.tokenizer.SpecialRole;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A trained vocabulary as the `tokenizer.ggml.*` keys of a model file. */
final class TrainedMetadata {
    private static final String PREFIX = "tokenizer.ggml.";
    private static final String WORD_START = "\u2581";
    private static final String CONTINUED = "##";
    private final TrainedTokenizer trained;
    private final TrainedVocabulary vocabulary;
    private final Map<String, GgufValue> values = new LinkedHashMap<>();

    TrainedMetadata(final TrainedTokenizer trained) {
        this.trained = trained;
        this.vocabulary = trained.vocabulary();
    }

    GgufMetadata metadata() {
        switch (trained.model()) {
            case TrainedTokenizer.ByteLevelBpe bpe -> byteLevel(bpe);
            case TrainedTokenizer.SentencePieceBpe bpe -> sentencePiece("llama", bpe.stages());
            case TrainedTokenizer.Unigram unigram -> sentencePiece("t5", unigram.stages());
            case TrainedTokenizer.WordPiece wordPiece -> wordPiece(wordPiece);
        }
        for (final SpecialRole role : SpecialRole.values()) {
            vocabulary
                    .markup(role.names())
                    .ifPresent(
                            id ->
                                    put(
                                            role.key() + "_token_id",
                                            new GgufValue.Whole(GgufType.UINT32, id)));
        }
        return new GgufMetadata(values);
    }

    private void put(final String key, final GgufValue value) {
        values.put(PREFIX + key, value);
    }

    private void flag(final String key, final boolean value) {
        put(key, new GgufValue.Flag(value));
    }

    private void tokens(final String model, final List<String> texts) {
        put("model", new GgufValue.Text(model));
        put("tokens", new GgufValue.Texts(texts));
        final long[] types = new long[texts.size()];
        for (int id = 0; id < types.length; id++) {
            types[id] = vocabulary.kind(id).ordinal() + 1L;
        }
        put("token_type", new GgufValue.Wholes(GgufType.INT32, types));
    }

    private void byteLevel(final TrainedTokenizer.ByteLevelBpe bpe) {
        tokens("gpt2", vocabulary.texts());
        put("pre", new GgufValue.Text("gpt-2"));
        put(
                "merges",
                new GgufValue.Texts(
                        bpe.merges().stream().map(m -> m.left() + " " + m.right()).toList()));
        addsNothing();
    }

    private void sentencePiece(final String model, final SentencePieceStages stages) {
        tokens(model, vocabulary.texts());
        put("pre", new GgufValue.Text("default"));
        final double[] scores = new double[vocabulary.size()];
        for (int id = 0; id < scores.length; id++) {
            scores[id] = vocabulary.score(id);
        }
        put("scores", new GgufValue.Reals(GgufType.FLOAT32, scores));
        flag("add_space_prefix", true);
        flag("remove_extra_whitespaces", stages.removesExtraSpaces());
        if (stages.charsmap().length > 0) {
            final long[] bytes = new long[stages.charsmap().length];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = stages.charsmap()[i] & 0xFF;
            }
            put("precompiled_charsmap", new GgufValue.Wholes(GgufType.UINT8, bytes));
        }
        addsNothing();
    }

    /** The format marks the pieces that start words, where BERT's files mark the others. */
    private void wordPiece(final TrainedTokenizer.WordPiece wordPiece) {
        final List<String> texts = new ArrayList<>();
        for (int id = 0; id < vocabulary.size(); id++) {
            final String text = vocabulary.text(id);
            if (vocabulary.isSpecial(id)) {
                texts.add(text);
            } else if (text.length() > 2 && text.startsWith(CONTINUED)) {
                texts.add(text.substring(2));
            } else {
                texts.add(WORD_START + text);
            }
        }
        tokens("bert", texts);
        put("pre", new GgufValue.Text("default"));
        flag("normalizer.lowercase", wordPiece.lowerCase());
        flag("normalizer.strip_accents", wordPiece.lowerCase());
    }

    /** Trainers learn to spell texts; what opens and closes them is their user's choice. */
    private void addsNothing() {
        flag("add_bos_token", false);
        flag("add_eos_token", false);
    }
}
