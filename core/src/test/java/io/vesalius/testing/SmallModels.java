package io.vesalius.testing;

/** Small random models of several families, for tests that stand on their own. */
public final class SmallModels {
    /** Llama: three layers, four query heads over two, untied output, SentencePiece vocabulary. */
    public static final SmallModel LLAMA = SmallModel.of(SmallModel.Family.LLAMA);

    /** Qwen 3: two layers, queries and keys normalised, tied output, byte-level vocabulary. */
    public static final SmallModel QWEN3 = SmallModel.of(SmallModel.Family.QWEN3);

    /** Gemma 3: five local layers (window 40) and a global one, SentencePiece vocabulary. */
    public static final SmallModel GEMMA3 = SmallModel.of(SmallModel.Family.GEMMA3);

    private SmallModels() {}
}
