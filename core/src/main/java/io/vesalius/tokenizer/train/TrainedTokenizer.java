package io.vesalius.tokenizer.train;

import io.vesalius.base.BadFileException;
import io.vesalius.format.GgufMetadata;
import io.vesalius.format.GgufWriter;
import io.vesalius.format.WholeFile;
import io.vesalius.tokenizer.Tokenizer;

import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.List;

/** A vocabulary that a trainer made. Immutable. */
public final class TrainedTokenizer {
    private final Model model;
    private final TrainedVocabulary vocabulary;

    TrainedTokenizer(final Model model, final TrainedVocabulary vocabulary) {
        this.model = model;
        this.vocabulary = vocabulary;
    }

    /** Two texts of tokens whose joined text is a token. */
    public record Merge(String left, String right) {}

    /** How the tokens spell a text. */
    sealed interface Model {}

    /**
     * @param merges the most important first
     */
    record ByteLevelBpe(List<Merge> merges) implements Model {}

    /**
     * @param merges every way to make a piece of two others, the best piece first
     * @param stages what happens to a text before
     */
    record SentencePieceBpe(List<Merge> merges, SentencePieceStages stages) implements Model {}

    record Unigram(SentencePieceStages stages) implements Model {}

    /** Pieces within words are marked `##`. */
    record WordPiece(boolean lowerCase) implements Model {}

    Model model() {
        return model;
    }

    TrainedVocabulary vocabulary() {
        return vocabulary;
    }

    /** The number of tokens; fewer than asked for where the corpus had no more. */
    public int vocabSize() {
        return vocabulary.size();
    }

    /** The tokens in the order of their ids, spelled as tokenizer.json spells them. */
    public List<String> tokens() {
        return vocabulary.texts();
    }

    /** The merges of BPE, the most important first; none of the others. */
    public List<Merge> merges() {
        return switch (model) {
            case ByteLevelBpe bpe -> bpe.merges();
            case SentencePieceBpe bpe -> bpe.merges();
            case Unigram unigram -> List.of();
            case WordPiece wordPiece -> List.of();
        };
    }

    /** The `tokenizer.ggml.*` keys of a model file with this vocabulary. */
    public GgufMetadata metadata() {
        return new TrainedMetadata(this).metadata();
    }

    /** Puts these keys into a model file. */
    public void describe(final GgufWriter writer) {
        final GgufMetadata metadata = metadata();
        metadata.keys().forEach(key -> writer.put(key, metadata.value(key)));
    }

    /** A tokeniser that encodes with it. */
    public Tokenizer tokenizer() {
        return Tokenizer.from(metadata());
    }

    /** Writes Hugging Face's tokenizer.json; the stream stays open. */
    public void writeJson(final OutputStream out) {
        TokenizerJson.write(this, out);
    }

    /**
     * The same to a file, which appears whole or not at all.
     *
     * @throws BadFileException when it can't be written
     */
    public void writeJson(final Path file) {
        WholeFile.write(
                file,
                channel -> {
                    final OutputStream out =
                            new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
                    writeJson(out);
                    out.flush();
                });
    }

    /**
     * Writes a GGUF file with the vocabulary and no weights, whole or not at all: a tokeniser can
     * be opened from it.
     *
     * @throws BadFileException when it can't be written
     */
    public void writeGguf(final Path file) {
        final GgufWriter writer = new GgufWriter();
        writer.put("general.architecture", metadata().string("tokenizer.ggml.model"));
        describe(writer);
        writer.write(file);
    }
}
