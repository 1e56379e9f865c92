package io.vesalius.tokenizer.train;

import io.vesalius.tokenizer.TokenKind;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * SentencePiece's BPE as merges: any two neighbours whose joined text is a piece merge, the best
 * piece first; so a piece has a merge for each of its halvings into two pieces.
 */
final class PieceMerges {
    private final TrainedVocabulary vocabulary;
    private final Map<String, Integer> ids = new HashMap<>();

    PieceMerges(final TrainedVocabulary vocabulary) {
        this.vocabulary = vocabulary;
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.kind(id) == TokenKind.NORMAL) {
                ids.put(vocabulary.text(id), id);
            }
        }
    }

    List<TrainedTokenizer.Merge> all() {
        final List<TrainedTokenizer.Merge> merges = new ArrayList<>();
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.kind(id) == TokenKind.NORMAL) {
                merges.addAll(halvings(vocabulary.text(id)));
            }
        }
        return merges;
    }

    /** Of the best halves first. */
    private List<TrainedTokenizer.Merge> halvings(final String text) {
        final List<TrainedTokenizer.Merge> halvings = new ArrayList<>();
        for (int at = 1; at < text.length(); at++) {
            final String left = text.substring(0, at);
            final String right = text.substring(at);
            if (ids.containsKey(left) && ids.containsKey(right)) {
                halvings.add(new TrainedTokenizer.Merge(left, right));
            }
        }
        halvings.sort(
                Comparator.<TrainedTokenizer.Merge>comparingInt(merge -> ids.get(merge.left()))
                        .thenComparingInt(merge -> ids.get(merge.right())));
        return halvings;
    }
}
