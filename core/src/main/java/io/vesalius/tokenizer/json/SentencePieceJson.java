package io.vesalius.tokenizer.json;

import io.vesalius.format.GgufMetadata;
import io.vesalius.format.GgufType;
import io.vesalius.format.GgufValue;
import io.vesalius.tokenizer.SpecialRole;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** SentencePiece's BPE and Unigram of a tokenizer.json. */
final class SentencePieceJson {
    private SentencePieceJson() {}

    /**
     * The file lists pairs, the best first, where SentencePiece has a score for each piece: the
     * pieces keep the order in which they are first made.
     */
    static GgufMetadata bpe(final JsonPart root) {
        final JsonPart model = root.part("model");
        final Tokens tokens = Tokens.ofIds(root);
        markBytes(model, tokens);
        tokens.withAdded(root).markUnknown(model.part("unk_token"));
        final Map<String, Integer> ranks = new HashMap<>();
        for (final MergePair pair : MergePair.all(model.part("merges"))) {
            ranks.putIfAbsent(pair.left() + pair.right(), ranks.size());
        }
        final double[] scores = new double[tokens.size()];
        for (int id = 0; id < scores.length; id++) {
            scores[id] = -ranks.getOrDefault(tokens.texts()[id], ranks.size() + id);
        }
        return metadata(root, "llama", tokens, scores);
    }

    static GgufMetadata unigram(final JsonPart root) {
        final JsonPart model = root.part("model");
        final List<JsonPart> pieces = model.part("vocab").elements();
        final Tokens tokens = Tokens.withRoom(root, pieces.size() - 1);
        final double[] scores = new double[tokens.size()];
        for (int id = 0; id < pieces.size(); id++) {
            final List<JsonPart> piece = pieces.get(id).elements();
            if (piece.size() != 2) {
                throw pieces.get(id).bad("must be a text and its score");
            }
            tokens.putLearnt(root, id, piece.get(0).string());
            scores[id] = piece.get(1).number();
        }
        markBytes(model, tokens);
        tokens.withAdded(root);
        if (!model.part("unk_id").isEmpty()) {
            tokens.markUnknown(model.part("unk_id"), model.part("unk_id").integer());
        }
        return metadata(root, "t5", tokens, scores);
    }

    private static void markBytes(final JsonPart model, final Tokens tokens) {
        if (model.part("byte_fallback").flag(false)) {
            tokens.markBytes();
        }
    }

    private static GgufMetadata metadata(
            final JsonPart root, final String model, final Tokens tokens, final double[] scores) {
        final Keys keys = new Keys();
        tokens.describe(keys, model);
        PieceStages.of(root).describe(keys);
        keys.put("scores", new GgufValue.Reals(GgufType.FLOAT32, scores));
        keys.special(root, tokens, SpecialRole.BOS, SpecialRole.EOS);
        return keys.metadata();
    }
}
