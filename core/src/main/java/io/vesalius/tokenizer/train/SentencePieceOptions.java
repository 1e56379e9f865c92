package io.vesalius.tokenizer.train;

import io.vesalius.base.BadRequestException;

/**
 * What SentencePiece's trainers are told beside the size.
 *
 * @param characterCoverage the share of the corpus whose characters get pieces, the most frequent
 *     first; from 0.98 to 1
 * @param maxPieceLength in characters
 * @param byteFallback whether other characters are spelled in 256 byte tokens; else they are
 *     unknown
 * @param lossless whether texts stay as they are, line breaks as byte tokens; else they are brought
 *     to Unicode's form KC, and all white space becomes single spaces
 */
public record SentencePieceOptions(
        double characterCoverage, int maxPieceLength, boolean byteFallback, boolean lossless) {
    /** SentencePiece's own, with a fallback to bytes. */
    public static final SentencePieceOptions USUAL =
            new SentencePieceOptions(0.9995, 16, true, false);

    /**
     * @throws BadRequestException when a number is out of range, or line breaks could not be
     *     spelled
     */
    public SentencePieceOptions {
        if (!(characterCoverage >= 0.98 && characterCoverage <= 1)) {
            throw new BadRequestException(
                    "character_coverage",
                    "character_coverage is %s: it must be from 0.98 to 1"
                            .formatted(characterCoverage));
        }
        if (maxPieceLength < 1 || maxPieceLength > 512) {
            throw new BadRequestException(
                    "max_piece_length",
                    "max_piece_length is %d: it must be from 1 to 512".formatted(maxPieceLength));
        }
        if (lossless && !byteFallback) {
            throw new BadRequestException(
                    "lossless", "lossless needs a fallback to bytes: ask for both");
        }
    }

    SentencePieceStages stages() {
        return lossless
                ? new SentencePieceStages(new byte[0], false, byteFallback)
                : new SentencePieceStages(CharacterMap.precompiled(), true, byteFallback);
    }
}
