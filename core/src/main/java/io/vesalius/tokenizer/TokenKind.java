package io.vesalius.tokenizer;

/** What a token is for; the order is that of `tokenizer.ggml.token_type`, which starts at 1. */
public enum TokenKind {
    /** A piece of text. */
    NORMAL,
    /** Stands for what the vocabulary can't spell. */
    UNKNOWN,
    /** Markup of a template or of the model; never made from untrusted text. */
    CONTROL,
    /** Text that is always one token, before anything else is split. */
    USER_DEFINED,
    /** A reserved piece, split into its parts where it would appear. */
    UNUSED,
    /** One byte, the fallback of SentencePiece vocabularies. */
    BYTE
}
