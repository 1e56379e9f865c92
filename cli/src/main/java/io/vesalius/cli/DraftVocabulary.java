package io.vesalius.cli;

import io.vesalius.base.BadFileException;
import io.vesalius.base.UnsupportedException;
import io.vesalius.engine.SameVocabulary;
import io.vesalius.format.GgufFile;
import io.vesalius.tokenizer.Tokenizer;

import java.util.Optional;

/**
 * Whether a draft's ids mean what its model's do, as the engine asks before it runs both.
 *
 * @param tokens of the model; 0 where its vocabulary or the draft's can't be read
 * @param difference the first; empty where there is none
 * @param unknown why they weren't compared; empty where they were
 */
record DraftVocabulary(int tokens, Optional<String> difference, Optional<String> unknown) {
    static DraftVocabulary of(final GgufFile model, final GgufFile draft) {
        try {
            final Tokenizer target = Tokenizer.from(model.metadata());
            final Tokenizer other = Tokenizer.from(draft.metadata());
            return new DraftVocabulary(
                    target.vocabSize(), SameVocabulary.difference(target, other), Optional.empty());
        } catch (BadFileException | UnsupportedException e) {
            return new DraftVocabulary(0, Optional.empty(), Optional.of(e.getMessage()));
        }
    }

    /** For people. */
    String line() {
        if (unknown.isPresent()) {
            return "the draft's vocabulary can't be compared: " + unknown.get();
        }
        return difference
                .map("the draft can't guess for this model, its vocabulary is another: "::concat)
                .orElse(
                        "the draft has the model's vocabulary, each of the %d tokens"
                                .formatted(tokens));
    }

    /** As JSON; what isn't known is null. */
    Json.Members members() {
        return Json.object()
                .put("same_vocabulary", unknown.isPresent() ? null : difference.isEmpty())
                .put("difference", difference.orElse(null))
                .put("unknown", unknown.orElse(null));
    }
}
