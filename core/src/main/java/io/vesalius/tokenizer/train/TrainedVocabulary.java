package io.vesalius.tokenizer.train;

import io.vesalius.tokenizer.SpecialRole;
import io.vesalius.tokenizer.TokenKind;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Tokens in the order of their ids, as a trainer makes them. */
final class TrainedVocabulary {
    private final List<String> texts = new ArrayList<>();
    private final List<TokenKind> kinds = new ArrayList<>();
    private final List<Float> scores = new ArrayList<>();

    void add(final String text, final TokenKind kind, final double score) {
        texts.add(text);
        kinds.add(kind);
        scores.add((float) score);
    }

    int size() {
        return texts.size();
    }

    String text(final int id) {
        return texts.get(id);
    }

    TokenKind kind(final int id) {
        return kinds.get(id);
    }

    float score(final int id) {
        return scores.get(id);
    }

    List<String> texts() {
        return List.copyOf(texts);
    }

    /** The first of some texts that is a token of markup. */
    OptionalInt markup(final List<String> candidates) {
        for (final String candidate : candidates) {
            final int id = texts.indexOf(candidate);
            if (id >= 0 && (kinds.get(id) == TokenKind.CONTROL || isUnknown(id))) {
                return OptionalInt.of(id);
            }
        }
        return OptionalInt.empty();
    }

    /** The id of the unknown token, in vocabularies that have one. */
    int unknown() {
        return markup(SpecialRole.UNKNOWN.names()).orElseThrow();
    }

    boolean isUnknown(final int id) {
        return kinds.get(id) == TokenKind.UNKNOWN;
    }

    /** What isn't learnt but given: control tokens and the unknown token. */
    boolean isSpecial(final int id) {
        return kinds.get(id) == TokenKind.CONTROL || isUnknown(id);
    }
}
