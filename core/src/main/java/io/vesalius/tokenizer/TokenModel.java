package io.vesalius.tokenizer;

/**
 * The stage that turns a piece of text into ids. Immutable; each encoding makes an encoder of its
 * own.
 */
sealed interface TokenModel permits ByteLevelBpe, SentencePieceBpe, Unigram, WordPiece {
    Encoder encoder();

    /** Scratch memory and the model: for one thread. */
    interface Encoder {
        /** Appends the ids of a piece, UTF-8 in the first `length` bytes. */
        void encode(byte[] piece, int length, IntList ids);
    }
}
