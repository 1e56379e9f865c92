package io.vesalius.tokenizer.json;

import io.vesalius.format.GgufMetadata;
import io.vesalius.format.JsonText;
import io.vesalius.tokenizer.Tokenizer;

import java.nio.file.Path;

/**
 * Reads Hugging Face's tokenizer.json: byte-level BPE with the words of GPT-2, Llama 3, Qwen 2 and
 * others, SentencePiece's BPE and Unigram, BERT's WordPiece. What the file says of truncation and
 * padding belongs to batches of training, and isn't looked at.
 */
public final class TokenizerJsonFile {
    private TokenizerJsonFile() {}

    /**
     * The tokeniser of a file.
     *
     * @throws io.vesalius.base.BadFileException for a file that is damaged or contradicts itself
     * @throws io.vesalius.base.UnsupportedException for a stage that isn't built
     */
    public static Tokenizer open(final Path path) {
        return Tokenizer.from(read(path));
    }

    /**
     * The keys of a model file that mean the same.
     *
     * @throws io.vesalius.base.BadFileException for a file that is damaged or contradicts itself
     * @throws io.vesalius.base.UnsupportedException for a stage that isn't built
     */
    public static GgufMetadata read(final Path path) {
        return read(new JsonPart(path + ": ", JsonText.file(path)));
    }

    private static GgufMetadata read(final JsonPart root) {
        final JsonPart model = root.part("model");
        if (!model.node().isObject()) {
            throw model.bad("must be the model of a tokenizer.json");
        }
        return switch (kind(model)) {
            case "BPE" ->
                    PieceStages.areOf(root)
                            ? SentencePieceJson.bpe(root)
                            : ByteLevelJson.metadata(root);
            case "Unigram" -> SentencePieceJson.unigram(root);
            case "WordPiece" -> WordPieceJson.metadata(root);
            default -> throw model.part("type").unsupported();
        };
    }

    /** Old files don't say it; only BPE has merges. */
    private static String kind(final JsonPart model) {
        return model.part("type").isEmpty() && !model.part("merges").isEmpty()
                ? "BPE"
                : model.type();
    }
}
