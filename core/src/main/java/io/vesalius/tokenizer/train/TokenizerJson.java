package io.vesalius.tokenizer.train;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

import java.io.OutputStream;
import java.util.List;

/** A trained vocabulary as Hugging Face's tokenizer.json: its five stages and the tokens. */
final class TokenizerJson {
    private final TrainedTokenizer trained;
    private final TrainedVocabulary vocabulary;
    private final JsonGenerator json;

    private TokenizerJson(final TrainedTokenizer trained, final JsonGenerator json) {
        this.trained = trained;
        this.vocabulary = trained.vocabulary();
        this.json = json;
    }

    /** Writes it whole; the stream stays open. */
    static void write(final TrainedTokenizer trained, final OutputStream out) {
        try (JsonGenerator json =
                new JsonFactory()
                        .rebuild()
                        .disable(tools.jackson.core.StreamWriteFeature.AUTO_CLOSE_TARGET)
                        .build()
                        .createGenerator(ObjectWriteContext.empty(), out)) {
            new TokenizerJson(trained, json).write();
        }
    }

    private void write() {
        json.writeStartObject();
        json.writeStringProperty("version", "1.0");
        json.writeNullProperty("truncation");
        json.writeNullProperty("padding");
        addedTokens();
        final JsonStages stages = new JsonStages(json, vocabulary);
        switch (trained.model()) {
            case TrainedTokenizer.ByteLevelBpe bpe -> {
                stages.byteLevel();
                bpe(null, false, bpe.merges());
            }
            case TrainedTokenizer.SentencePieceBpe bpe -> {
                stages.sentencePiece(bpe.stages());
                bpe(vocabulary.unknown(), bpe.stages().byteFallback(), bpe.merges());
            }
            case TrainedTokenizer.Unigram unigram -> {
                stages.sentencePiece(unigram.stages());
                unigram(unigram.stages().byteFallback());
            }
            case TrainedTokenizer.WordPiece wordPiece -> {
                stages.bert(wordPiece.lowerCase());
                wordPiece();
            }
        }
        json.writeEndObject();
    }

    private void addedTokens() {
        json.writeArrayPropertyStart("added_tokens");
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.isSpecial(id)) {
                json.writeStartObject();
                json.writeNumberProperty("id", id);
                json.writeStringProperty("content", vocabulary.text(id));
                json.writeBooleanProperty("single_word", false);
                json.writeBooleanProperty("lstrip", false);
                json.writeBooleanProperty("rstrip", false);
                json.writeBooleanProperty("normalized", false);
                json.writeBooleanProperty("special", true);
                json.writeEndObject();
            }
        }
        json.writeEndArray();
    }

    private void vocab() {
        json.writeObjectPropertyStart("vocab");
        for (int id = 0; id < vocabulary.size(); id++) {
            json.writeNumberProperty(vocabulary.text(id), id);
        }
        json.writeEndObject();
    }

    private void bpe(
            final @Nullable Integer unknown,
            final boolean byteFallback,
            final List<TrainedTokenizer.Merge> merges) {
        json.writeObjectPropertyStart("model");
        json.writeStringProperty("type", "BPE");
        json.writeNullProperty("dropout");
        if (unknown == null) {
            json.writeNullProperty("unk_token");
        } else {
            json.writeStringProperty("unk_token", vocabulary.text(unknown));
        }
        json.writeNullProperty("continuing_subword_prefix");
        json.writeNullProperty("end_of_word_suffix");
        json.writeBooleanProperty("fuse_unk", unknown != null);
        json.writeBooleanProperty("byte_fallback", byteFallback);
        json.writeBooleanProperty("ignore_merges", false);
        vocab();
        json.writeArrayPropertyStart("merges");
        for (final TrainedTokenizer.Merge merge : merges) {
            json.writeStartArray();
            json.writeString(merge.left());
            json.writeString(merge.right());
            json.writeEndArray();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void unigram(final boolean byteFallback) {
        json.writeObjectPropertyStart("model");
        json.writeStringProperty("type", "Unigram");
        json.writeNumberProperty("unk_id", vocabulary.unknown());
        json.writeArrayPropertyStart("vocab");
        for (int id = 0; id < vocabulary.size(); id++) {
            json.writeStartArray();
            json.writeString(vocabulary.text(id));
            json.writeNumber((double) vocabulary.score(id));
            json.writeEndArray();
        }
        json.writeEndArray();
        json.writeBooleanProperty("byte_fallback", byteFallback);
        json.writeEndObject();
    }

    private void wordPiece() {
        json.writeObjectPropertyStart("model");
        json.writeStringProperty("type", "WordPiece");
        json.writeStringProperty("unk_token", vocabulary.text(vocabulary.unknown()));
        json.writeStringProperty("continuing_subword_prefix", "##");
        json.writeNumberProperty("max_input_chars_per_word", 100);
        vocab();
        json.writeEndObject();
    }
}
