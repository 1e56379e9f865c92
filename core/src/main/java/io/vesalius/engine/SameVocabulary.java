package io.vesalius.engine;

import io.vesalius.base.BadRequestException;
import io.vesalius.tokenizer.Tokenizer;

import java.util.Arrays;

/** A draft's ids go to its target as they are: each must mean the same text there. */
public final class SameVocabulary {
    private static final int SHOWN = 40;

    private SameVocabulary() {}

    /**
     * @throws BadRequestException that names the first token that differs
     */
    public static void require(final Tokenizer target, final Tokenizer draft) {
        final int common = Math.min(target.vocabSize(), draft.vocabSize());
        for (int id = 0; id < common; id++) {
            if (!Arrays.equals(target.bytes(id), draft.bytes(id))) {
                throw refused(
                        "token %d is '%s' there and '%s' here"
                                .formatted(id, shown(draft, id), shown(target, id)));
            }
        }
        if (target.vocabSize() != draft.vocabSize()) {
            final boolean more = draft.vocabSize() > target.vocabSize();
            throw refused(
                    "it has %d tokens and the model %d, of which token %d, '%s', is the first that only the %s has"
                            .formatted(
                                    draft.vocabSize(),
                                    target.vocabSize(),
                                    common,
                                    shown(more ? draft : target, common),
                                    more ? "draft" : "model"));
        }
    }

    private static BadRequestException refused(final String difference) {
        return new BadRequestException(
                "draft",
                "the draft has another vocabulary than the model: %s; a smaller model of the same family is needed"
                        .formatted(difference));
    }

    /** As one short line. */
    private static String shown(final Tokenizer tokenizer, final int id) {
        final String piece = tokenizer.piece(id).replaceAll("\\p{Cntrl}", "\uFFFD");
        return piece.codePointCount(0, piece.length()) <= SHOWN
                ? piece
                : piece.substring(0, piece.offsetByCodePoints(0, SHOWN)) + "...";
    }
}
