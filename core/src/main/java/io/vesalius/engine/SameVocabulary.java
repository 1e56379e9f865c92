package io.vesalius.engine;

import io.vesalius.base.BadRequestException;
import io.vesalius.tokenizer.Tokenizer;

import java.util.Arrays;
import java.util.Optional;

/** A draft's ids go to its target as they are: each must mean the same text there. */
public final class SameVocabulary {
    private static final int SHOWN = 40;

    private SameVocabulary() {}

    /**
     * @throws BadRequestException that names the first token that differs
     */
    public static void require(final Tokenizer target, final Tokenizer draft) {
        difference(target, draft)
                .ifPresent(
                        difference -> {
                            throw new BadRequestException(
                                    "draft",
                                    "the draft has another vocabulary than the model: %s; a smaller model of the same family is needed"
                                            .formatted(difference));
                        });
    }

    /** The first token that differs, as part of a sentence about the draft; empty where none is. */
    public static Optional<String> difference(final Tokenizer target, final Tokenizer draft) {
        final int common = Math.min(target.vocabSize(), draft.vocabSize());
        for (int id = 0; id < common; id++) {
            if (!Arrays.equals(target.bytes(id), draft.bytes(id))) {
                return Optional.of(
                        "token %d is '%s' there and '%s' here"
                                .formatted(id, shown(draft, id), shown(target, id)));
            }
        }
        return target.vocabSize() == draft.vocabSize()
                ? Optional.empty()
                : Optional.of(sizes(target, draft, common));
    }

    private static String sizes(final Tokenizer target, final Tokenizer draft, final int common) {
        final boolean more = draft.vocabSize() > target.vocabSize();
        return "it has %d tokens and the model %d, of which token %d, '%s', is the first that only the %s has"
                .formatted(
                        draft.vocabSize(),
                        target.vocabSize(),
                        common,
                        shown(more ? draft : target, common),
                        more ? "draft" : "model");
    }

    /** As one short line. */
    private static String shown(final Tokenizer tokenizer, final int id) {
        final String piece = tokenizer.piece(id).replaceAll("\\p{Cntrl}", "\uFFFD");
        return piece.codePointCount(0, piece.length()) <= SHOWN
                ? piece
                : piece.substring(0, piece.offsetByCodePoints(0, SHOWN)) + "...";
    }
}
