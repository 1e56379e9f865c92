package io.vesalius.tokenizer.train;

import io.vesalius.tokenizer.Splitter;

/**
 * What SentencePiece does to a text before its model.
 *
 * @param charsmap a precompiled character map, empty for none
 * @param removesExtraSpaces whether one space stands for several, and none at the ends
 * @param byteFallback whether characters without a piece are spelled in byte tokens
 */
record SentencePieceStages(byte[] charsmap, boolean removesExtraSpaces, boolean byteFallback) {
    Splitter splitter() {
        return Splitter.sentencePiece(charsmap, removesExtraSpaces);
    }
}
